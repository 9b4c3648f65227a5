"""The page, the notebook and the command line say the same of Phuket."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from geo_app.analysis.access.question import Question
from geo_app.analysis.access.standards import StandardId
from geo_app.cli import app
from geo_app.desk.desk import Desk
from geo_app.province import open_province
from tests.fixtures.province_folder import DAY

ROOT = Path(__file__).parents[2]
PHUKET = ROOT / "layers" / "phuket"
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
def desk():
    """Phuket on a desk, as a notebook has it."""
    return Desk(open_province(PHUKET))


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
        # The command rounds to four digits; to round that again would give 24.1 for 24.05.
        assert f"{row['population_served'] / row['population_known']:.1%}" in text


def test_the_standards_page_of_the_docs_is_what_the_command_writes(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_APP_CACHE", str(tmp_path))
    for language, page in (("en", "phuket-access.md"), ("th", "phuket-access.th.md")):
        words = ["standards", "--province", str(ROOT / "layers" / "phuket")]
        words += ["--format", "markdown", "--on", "2026-11-23"]
        answer = CliRunner().invoke(app, words, env={"GEO_APP_LANGUAGE": language})
        assert answer.stdout == (ROOT / "docs" / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", StandardId)
def test_page_notebook_and_command_rank_the_same_under_every_standard(
    name, desk, opened, monkeypatch
):
    asked = {"standard": name.value, "counted": "stop-plan"}
    page = opened(PHUKET, "gaps", lang="en", on=DAY.isoformat(), **asked)
    ranked = desk.ranked(Question(standard_id=name), DAY)
    words = ["gaps", "--province", str(PHUKET), "--on", DAY.isoformat(), "--format", "json"]
    monkeypatch.setenv("GEO_APP_LANGUAGE", "en")
    answer = CliRunner().invoke(app, [*words, "--standard", name.value])
    assert answer.exit_code == 0, answer.output
    printed = sorted(json.loads(answer.stdout)["communities"], key=lambda row: row["rank"])
    assert [row["community_id"] for row in printed] == list(ranked.index)
    assert [row["gap"] for row in printed] == list(ranked["gap"])
    (shown,) = [table for table in page.tables() if "Rank" in table]
    assert list(shown["Rank"]) == list(range(1, len(ranked) + 1))
    assert list(shown["Name (English)"]) == [row["name_en"] for row in printed]
