"""`geo-app check`: what is wrong with a file or a whole province, and what can be mended."""

from __future__ import annotations

import json
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo_app.commands.options import DATA_HAS_ERRORS, Format, OutOption, language, put
from geo_app.errors import GeoAppError, mark
from geo_app.findings import Severity
from geo_app.schema import KINDS
from geo_app.words.translating import Language, translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo_app.doctor.examination import Examination

ROWS_SHOWN = 6
"""So many rows of a kind of fault are named in a table; JSON has all."""

COUNTS = ("rows_in", "rows_ok", "rows_repairable", "rows_set_aside")
NO_KIND = mark("There is no kind '{found}'. Use one of {choices}.")
NO_FOLDER = mark("'{file}' cannot be written: there is no folder '{folder}'. Make it first.")
SUMMARY = mark(
    "{file}: taken for {kind}. {rows_in} rows: {rows_ok} fine, {rows_repairable} to be mended, "
    "{rows_set_aside} that cannot be used."
)
FACTS = mark("CRS: {crs}. Encoding: {encoding}.")
ROWS = mark("rows {rows}")
MORE_ROWS = mark("{rows} and {count} more")
WHOLE = mark("the file")
NOT_SAID = mark("not said")


class CheckFormat(StrEnum):
    """How the report is printed."""

    TABLE = "table"
    JSON = "json"


def check(  # noqa: PLR0913, PLR0917 - each is an option of the command
    path: Annotated[Path, typer.Argument(help="A file, a GTFS folder, or a province's folder.")],
    kind: Annotated[
        str | None, typer.Option(help="What layer it is to be; guessed without.")
    ] = None,
    province: Annotated[
        Path | None, typer.Option(help="Where it is to lie, such as layers/phuket.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Of its texts, such as cp874; found out without.")
    ] = None,
    layer: Annotated[
        str | None, typer.Option(help="Which layer or sheet, where the file has several.")
    ] = None,
    mended: Annotated[
        Path | None,
        typer.Option(help="Write the rows that can be used there, mended: .geojson, .gpkg, .csv."),
    ] = None,
    aside: Annotated[
        Path | None, typer.Option(help="Write the other rows there, with reasons, as .csv.")
    ] = None,
    form: Annotated[CheckFormat, typer.Option("--format")] = CheckFormat.TABLE,
    out: OutOption = None,
) -> None:
    """Say what a file is, what is wrong with it, and what can be mended."""
    # Imported here so that `geo-app --help` answers at once.
    from geo_app.commands.checked_files import check_file, check_province  # noqa: PLC0415

    if kind is not None and kind not in KINDS:
        raise GeoAppError(NO_KIND, found=kind, choices=", ".join(KINDS))
    if (path / "catalogue.toml").is_file():
        document = check_province(path)
    else:
        document = check_file(
            path, kind, province=province, encoding=encoding, layer=layer,
            then=partial(_write, mended=mended, aside=aside),
        )  # fmt: skip
    if form is CheckFormat.JSON:
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    else:
        text = _lines(document, translator(language()))
    put(text, out, form=Format(form.value))
    if any(note["severity"] == Severity.ERROR.value for note in document["faults"]):
        raise typer.Exit(DATA_HAS_ERRORS)


def _write(examined: Examination, *, mended: Path | None, aside: Path | None) -> None:
    """Write what can be used, and what cannot with its reasons, where somebody wants them."""
    from geo_app.doctor.handing_back import rows_aside, write_mended  # noqa: PLC0415
    from geo_app.reports.tables import guard_formula  # noqa: PLC0415

    for path in (mended, aside):
        if path is not None and not path.parent.is_dir():
            raise GeoAppError(NO_FOLDER, file=path, folder=path.parent)
    if aside is not None:
        rows = rows_aside(examined, translator(language())).map(guard_formula)
        rows.to_csv(aside, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    if mended is not None:
        write_mended(examined, mended, guard=guard_formula)


def _lines(document: dict[str, Any], _: Callable[[str], str]) -> str:
    lines: list[str] = []
    for layer in document.get("layers", [document]):
        lines.append(_(SUMMARY).format(**{key: layer[key] for key in ("file", "kind", *COUNTS)}))
        facts = {key: layer[f"{key}_found"] or _(NOT_SAID) for key in ("crs", "encoding")}
        lines.append("  " + _(FACTS).format(**facts))
        lines += _kinds_of_fault(layer["faults"], _)
    return "\n".join(lines) + "\n"


def _kinds_of_fault(faults: list[dict[str, Any]], _: Callable[[str], str]) -> Iterator[str]:
    """Write each kind of fault once, with its first sentence and the rows that have it."""
    advice = "advice_th" if language() is Language.THAI else "advice_en"
    kinds: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for note in faults:
        kinds.setdefault((note["code"], "" if note["row"] else note["field"]), []).append(note)
    for (code, _field), same in kinds.items():
        first, rows = same[0], [note["row"] for note in same]
        shown = ", ".join(f"{row:,}" for row in rows[:ROWS_SHOWN])
        if len(rows) > ROWS_SHOWN:
            shown = _(MORE_ROWS).format(rows=shown, count=f"{len(rows) - ROWS_SHOWN:,}")
        where = _(ROWS).format(rows=shown) if first["row"] else _(WHOLE)
        mended = f" [{first['repair']}]" if first["repair"] else ""
        yield f"  {first['severity']} {code}{mended}, {where}: {first[advice]}"
