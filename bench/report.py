"""A benchmark's results as a section of Markdown that the others survive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.measure import Sample

RESULTS = Path(__file__).parent / "RESULTS.md"
TITLE = "# Results\n\nEach section is written by `python -m bench NAME --write`.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table: what was measured, the median, its spread, and the aim."""

    measure: str
    value: str
    spread: str = ""
    aim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The results of one benchmark; `notes` say how they were measured and on what."""

    name: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]

    def to_markdown(self) -> str:
        """Lay the section out."""
        lines = [
            f"## {self.name}",
            "",
            "| measure | median | quartiles | aim |",
            "|---|---:|---:|---:|",
            *(f"| {row.measure} | {row.value} | {row.spread} | {row.aim} |" for row in self.rows),
            "",
            *(f"- {note}" for note in self.notes),
        ]
        return "\n".join(lines) + "\n"


def write_section(path: Path, section: Section) -> None:
    """Put a section into a file in place of its predecessor; the others stay as they are."""
    written = path.read_text(encoding="utf-8") if path.is_file() else TITLE
    head, *others = re.split(r"^(?=## )", written, flags=re.MULTILINE)
    blocks = {block.splitlines()[0].removeprefix("## "): block.strip() + "\n" for block in others}
    blocks[section.name] = section.to_markdown()
    path.write_text("\n".join([head.strip() + "\n", *blocks.values()]), encoding="utf-8")


def sample_row(measure: str, sample: Sample, *, unit: str, digits: int = 0) -> Row:
    """Lay out a sample; its unit stands behind the median."""
    low, high = sample.quartiles
    return Row(
        measure=measure,
        value=f"{sample.median:,.{digits}f} {unit}",
        spread=f"{low:,.{digits}f} – {high:,.{digits}f}",
    )


def ratio_row(measure: str, ratios: Sample, *, aim: str) -> Row:
    """Lay out what ours costs where theirs costs 1."""
    low, high = ratios.quartiles
    value = f"**{ratios.median:.2f}**"
    return Row(measure=measure, value=value, spread=f"{low:.2f} – {high:.2f}", aim=aim)
