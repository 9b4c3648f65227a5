"""A command that writes data loads nothing that draws and no page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.fixtures.province_folder import DAY
from tests.proposals.world import document

if TYPE_CHECKING:
    from pathlib import Path

DRAWING_AND_PAGES = {"folium", "branca", "streamlit", "streamlit_folium", "matplotlib", "typst"}

PROVINCE = [
    ("gaps", "csv"),
    ("gaps", "json"),
    ("gaps", "geojson"),
    ("access", "csv"),
    ("access", "json"),
    ("access", "geojson"),
    ("standards", "csv"),
    ("standards", "json"),
    ("network", "json"),
]
PROPOSALS = {"evaluate": ["one"], "compare": ["one", "two"]}

# Runs one command after the other in a process that has loaded nothing before, and notes after
# each what it wrote and what is loaded by then: who loads too much is the first that has it.
PROGRAM = """
import contextlib, io, json, sys
from geo_app.cli import app
for words in json.load(sys.stdin):
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        app(words, standalone_mode=False)
    print(json.dumps({"answer": written.getvalue(), "modules": sorted(sys.modules)}))
"""


@pytest.fixture(scope="module")
def ran(world_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each command wrote and what was loaded after it, by its name and format."""
    folder = tmp_path_factory.mktemp("imports")
    on = ["--on", DAY.isoformat()]
    commands = {
        f"{command}-{form}": [
            command, "--province", str(world_folder), "--format", form,
            *([] if command == "network" else on),
        ]
        for command, form in PROVINCE
    }  # fmt: skip
    for command, names in PROPOSALS.items():
        paths = [folder / f"{name}.geojson" for name in names]
        for path in paths:
            path.write_text(json.dumps(document()), encoding="utf-8")
        words = [command, *map(str, paths), "--province", str(world_folder), *on]
        commands[command] = [*words, "--format", "json"]
    settings = {
        **os.environ,
        "GEO_APP_LANGUAGE": "en",
        "GEO_APP_CACHE": str(folder / "cache"),
        "GEO_APP_DATABASE_URL": f"sqlite:///{folder / 'desk.sqlite'}",
    }
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(list(commands.values())),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=settings,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return dict(zip(commands, map(json.loads, run.stdout.splitlines()), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["-".join(pair) for pair in PROVINCE])
def test_data_of_a_province_is_written_without_what_draws(name, ran):
    assert len(ran[name]["answer"]) > len("[]")
    assert "geo_app.words.translating" in ran[name]["modules"]
    assert DRAWING_AND_PAGES.isdisjoint(ran[name]["modules"])


@pytest.mark.slow
@pytest.mark.parametrize("command", PROPOSALS)
def test_data_of_a_proposal_is_written_without_what_draws(command, ran):
    assert len(ran[command]["answer"]) > len("[]")
    assert DRAWING_AND_PAGES.isdisjoint(ran[command]["modules"])


def test_the_package_itself_loads_nothing_of_weight():
    program = (
        "import sys; before = set(sys.modules); import geo_app; print(set(sys.modules) - before)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "{'geo_app'}"
