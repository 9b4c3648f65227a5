"""
The app's two languages.

The code holds English sentences; `locale/th/LC_MESSAGES/geo_app.po` holds the
Thai. The catalogue is read as it is, so nothing has to be compiled.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LOCALE_FOLDER = Path(__file__).parents[1] / "locale"
DOMAIN = "geo_app"


class Language(StrEnum):
    """A language of the app; Thai is the first."""

    THAI = "th"
    ENGLISH = "en"


def translator(language: Language) -> Callable[[str], str]:
    """
    Return the function that turns an English sentence into `language`.

    A sentence that has no translation comes back as it is.

    Parameters
    ----------
    language
        The reader's.
    """
    if language is Language.ENGLISH:
        return str
    messages = _messages(language)
    return lambda text: messages.get(text, text)


@cache
def _messages(language: Language) -> dict[str, str]:
    from babel.messages.pofile import read_po  # noqa: PLC0415 - keeps `import geo_app` cheap

    path = LOCALE_FOLDER / language.value / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language.value)
    return {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }


def pick_name(name_th: object, name_en: object, language: Language, *, otherwise: str) -> str:
    """
    Return the name in `language`, else in the other one, else `otherwise`.

    Parameters
    ----------
    name_th, name_en
        Names as a layer has them; what is no text, or blank, is none.
    language
        The reader's.
    otherwise
        What stands where there is no name, such as the id.
    """
    first, second = (name_th, name_en) if language is Language.THAI else (name_en, name_th)
    for name in (first, second):
        if isinstance(name, str) and name.strip():
            return name
    return otherwise
