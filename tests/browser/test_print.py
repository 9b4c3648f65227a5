"""Every page on paper: what was found is there to its end, and nothing to click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pytest

if TYPE_CHECKING:
    from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

ON = "2026-11-23"
# A text near the top of each page, and one from its very end.
ENDS = {
    "": ("The province at a glance", "without it they are estimated"),
    "gaps": ("Which communities lack a bus stop", "Handle with care"),
    "standards": ("How much does the definition matter?", "Handle with care"),
    "proposals": ("What would a new or changed route bring?", "numbers appear at once"),
    # What stands below hangs on what others have saved.
    "compare": ("Which proposal brings more?", "Which proposal brings more?"),
    "data": ("Which data is behind the figures?", "For administrators"),
}
CLICKED = ("More choices", "Map in one file", "Hand-out (PDF)", "English", "Coverage gaps")
"""Words of buttons and links of the frame."""


def printed(desk: Desk) -> list[str]:
    pdf = desk.page.pdf(format="A4", print_background=True)
    document = pypdfium2.PdfDocument(pdf)
    texts = [sheet.get_textpage().get_text_range() for sheet in document]
    document.close()
    return [" ".join(text.split()) for text in texts]


@pytest.mark.parametrize("path", ENDS)
def test_a_page_is_printed_to_its_end_without_what_one_clicks(desk: Desk, path: str) -> None:
    desk.open(path, lang="en", on=ON)
    if path in {"", "gaps"}:
        desk.wait_for_map()
    first, last = ENDS[path]
    # Streamlit draws pieces of HTML, title and style among them, a moment after its own.
    desk.page.get_by_role("heading", name=first).wait_for()
    desk.page.get_by_text(last).last.wait_for()
    texts = printed(desk)
    assert first in texts[0]
    assert any(last in text for text in texts)
    assert not [word for word in CLICKED if any(word in text for text in texts)]


def test_a_map_on_paper_keeps_within_its_sheet(desk: Desk) -> None:
    desk.open("", lang="en", on=ON)
    desk.wait_for_map()
    desk.page.set_viewport_size({"width": 720, "height": 1000})
    desk.page.emulate_media(media="print")
    try:
        inside = """() => {
            const frame = document.querySelector('iframe').getBoundingClientRect();
            const column = document.querySelector('.ga-sentences').getBoundingClientRect();
            const isBeside = frame.right <= column.left + 1 || frame.bottom <= column.top + 1
                || column.bottom <= frame.top + 1;
            return [isBeside, frame.right <= window.innerWidth];
        }"""
        assert desk.page.evaluate(inside) == [True, True]
    finally:
        desk.page.emulate_media(media="screen")
