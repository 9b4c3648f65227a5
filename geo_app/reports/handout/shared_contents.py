"""What all hand-outs say: their day, their map, and how far their data can be trusted."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from geo_app.reports.brief.text import breakable, printable
from geo_app.reports.handout.handout_map import HEIGHT_MM, WIDTH_MM
from geo_app.words import labels
from geo_app.words.formats import format_date
from geo_app.words.translating import pick_name, translator

if TYPE_CHECKING:
    import datetime as dt

    from geo_app.province import Province
    from geo_app.reports.brief.map import PrintedMap
    from geo_app.words.translating import Language

MOST_LETTERS = 1_200


def common_contents(
    province: Province, drawn: PrintedMap, *, on: dt.date, language: Language
) -> dict[str, Any]:
    """
    Put together what every hand-out says: its language and day, its map, its data.

    Parameters
    ----------
    province
        Whose page it is.
    drawn
        Its map.
    on
        Day of the page.
    language
        Of the page.

    Returns
    -------
    contents
        Values of JSON: `lang`, `date`, `day`, `map`, `handle`, `sources`.
    """
    specs = province.catalogue.layers.values()
    credits_ = dict.fromkeys(each.attribution for each in specs if each.attribution)
    return {
        "lang": language.value,
        "date": [on.year, on.month, on.day],
        "day": format_date(on, language),
        "map": {
            "svg": drawn.svg,
            "width": WIDTH_MM,
            "height": HEIGHT_MM,
            "labels": [asdict(label) for label in drawn.labels],
        },
        "handle": marked_layers(province, language),
        "sources": breakable(printable("; ".join(credits_), most=MOST_LETTERS)),
    }


def marked_layers(province: Province, language: Language) -> str:
    """
    Name the layers that are neither official nor open; empty where all are.

    Parameters
    ----------
    province
        Whose layers.
    language
        Of the sentence.
    """
    _ = translator(language)
    layers = [
        f"{pick_name(spec.title_th, spec.title_en, language, otherwise=spec.layer_id)} "
        f"({_(labels.STATUS[spec.status])})"
        for spec in province.catalogue.layers.values()
        if spec.status.is_marked
    ]
    return _("Handle with care: {layers}.").format(layers=", ".join(layers)) if layers else ""
