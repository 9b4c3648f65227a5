"""Controls of a map that speak the language of the page, whichever it is at the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branca.element import MacroElement

from geo_app.words.translating import Language, translator

if TYPE_CHECKING:
    from collections.abc import Mapping

# A change of language keeps the map, so it is asked for each time: by the page's address.
SAY = """
function say(name) {
    var query = new URLSearchParams(window.parent.location.search);
    return texts[query.get("lang") === "en" ? "en" : "th"][name];
}
"""


class Worded(MacroElement):
    """
    A part of a map whose script has `texts`, and `say` to take one of them.

    Parameters
    ----------
    name
        Of the part.
    sentences
        Marked English sentences by the name under which the script says them.
    """

    say = SAY

    def __init__(self, name: str, sentences: Mapping[str, str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = name
        self.texts = {
            language.value: {key: translator(language)(text) for key, text in sentences.items()}
            for language in Language
        }
