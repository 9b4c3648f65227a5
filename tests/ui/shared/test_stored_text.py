"""What a page draws from a province's files is kept on disk until a file changes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from geo_app.province import open_province
from geo_app.stored import Store
from geo_app.ui.shared import at_desk
from geo_app.ui.shared.at_desk import stored_text
from tests.fixtures.province_folder import write_province

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_it_is_made_once_for_the_same_files_and_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, store = write_province(tmp_path / "world"), Store(tmp_path / "kept")
    made: list[str] = []

    def ask(*key: str) -> str:
        def make() -> str:
            made.append("x")
            return f"{key} {len(made)}"

        return stored_text(open_province(folder, store=store), "drawn", *key, make=make)

    assert ask("stops", "th") == ask("stops", "th") == "('stops', 'th') 1"
    assert ask("stops", "en") == "('stops', 'en') 2"
    layer = folder / "catalogue.toml"
    now = layer.stat()
    os.utime(layer, ns=(now.st_atime_ns, now.st_mtime_ns + 1))
    assert ask("stops", "th") == "('stops', 'th') 3"
    monkeypatch.setattr(at_desk, "program_version", lambda: "another")
    assert ask("stops", "th") == "('stops', 'th') 4"


def test_without_a_store_nothing_is_kept(tmp_path: Path) -> None:
    province = open_province(write_province(tmp_path / "world"))
    texts = iter(["first", "second"])
    asked = [stored_text(province, "drawn", make=lambda: next(texts)) for _ in range(2)]
    assert asked == ["first", "second"]
