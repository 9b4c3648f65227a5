"""The page, the notebook and the command line say the same of Phuket."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo_app.cli import app

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "03_how_standards_disagree.ipynb"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What `geo-app standards` prints, by standard."""
    place = {"GEO_APP_CACHE": str(tmp_path_factory.mktemp("cache"))}
    words = ["standards", "--province", str(ROOT / "layers" / "phuket"), "--format", "json"]
    answer = CliRunner().invoke(app, words, env=place)
    assert answer.exit_code == 0, answer.output
    return {row["standard_id"]: row for row in json.loads(answer.stdout)["standards"]}


@pytest.fixture(scope="module")
def noted():
    """The names that the notebook's code leaves behind, cell after cell."""
    names: dict[str, object] = {}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), NOTEBOOK.name, "exec"), names)
    return names


def test_the_notebook_finds_what_the_command_prints(told, noted):
    shares = noted["found"].shares
    assert list(shares.index) == list(told)
    for standard, row in shares.iterrows():
        assert row["communities_served"] == told[standard]["communities_served"]
        assert row["population_served"] == pytest.approx(told[standard]["population_served"])


def test_the_page_shows_what_the_command_prints(told, opened):
    text = opened(ROOT / "layers" / "phuket", "standards", lang="en").text()
    for row in told.values():
        assert f"{row['population_served']:,.0f} of {row['population_known']:,.0f} people" in text
        assert f"{row['communities_served']} of {row['communities']} communities" in text
        assert f"{row['share_served']:.1%}" in text


def test_the_standards_page_of_the_docs_is_what_the_command_writes(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_APP_CACHE", str(tmp_path))
    for language, page in (("en", "phuket-access.md"), ("th", "phuket-access.th.md")):
        words = ["standards", "--province", str(ROOT / "layers" / "phuket")]
        words += ["--format", "markdown", "--on", "2026-11-23"]
        answer = CliRunner().invoke(app, words, env={"GEO_APP_LANGUAGE": language})
        assert answer.stdout == (ROOT / "docs" / page).read_text(encoding="utf-8")
