"""A wrong value of an option is one sentence in the reader's language, with exit code 2."""

from __future__ import annotations

import sys

import pytest

from geo_app.cli import main


@pytest.mark.parametrize(
    ("words", "tongue", "sentence"),
    [
        (
            ["gaps", "--counted", "stop,nix"],
            "en",
            "--counted: 'nix' is not one of stop, plan, clinic_walk.",
        ),
        (
            ["gaps", "--counted", "stop,nix"],
            "th",
            "--counted: “nix” ใช้ไม่ได้ ให้เลือกจาก stop, plan, clinic_walk",
        ),
        (
            ["access", "--format", "nix"],
            "th",
            "--format: “nix” ใช้ไม่ได้ ให้เลือกจาก table, json, csv, geojson",
        ),
        (["compare", "one"], "en", "PROPOSALS: Name two to six proposals."),
    ],
)
def test_a_wrong_value_is_one_sentence(world_folder, monkeypatch, capsys, words, tongue, sentence):
    monkeypatch.setenv("GEO_APP_LANGUAGE", tongue)
    monkeypatch.setattr(sys, "argv", ["geo-app", *words, "--province", str(world_folder)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"{sentence}\n")
