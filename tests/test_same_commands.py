"""README, CONTRIBUTING and `make test` run the same checks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


CHECK = re.compile(
    r"^\t(\$\(BIN\)/(?:ruff format --check|ruff check \.|mypy|lint-imports|python -m pytest).*)$",
    re.MULTILINE,
)


def checks_of_make(repository: Path) -> list[str]:
    """Return the commands of the checks as they are typed without make, the tests last."""
    text = (repository / "Makefile").read_text(encoding="utf-8")
    variables = dict(re.findall(r"^(\w+) \??:?= (.*)$", text, re.MULTILINE))
    commands = [
        re.sub(r"\$\((\w+)\)", lambda name: variables[name[1]], line)
        for line in CHECK.findall(text)
    ]
    return sorted(commands, key=lambda command: "pytest" in command)


def test_readme_names_every_check_of_make(repository: Path) -> None:
    commands = checks_of_make(repository)
    assert len(commands) == 5
    lines = (repository / "README.md").read_text(encoding="utf-8").splitlines()
    assert [command for command in commands if command not in lines] == []


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_all_tests_are_run_by_one_command(repository: Path, document: str) -> None:
    text = (repository / document).read_text(encoding="utf-8")
    assert checks_of_make(repository)[-1] in text
