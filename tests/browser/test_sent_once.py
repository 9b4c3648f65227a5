"""What of a map never changes goes to a browser once; a click sends what it has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

# Card, list and the 95 communities that have a place, which one of them is selected among.
MOST_BYTES_OF_A_CLICK = 250_000
"""Phuket's base and fixed layers take several times that, packed."""


QUIET_MS = 500


def test_a_click_fetches_no_layer_that_the_map_has(desk: Desk) -> None:
    fetched: list[str] = []
    came: list[int] = []
    desk.page.on("request", lambda asked: "/written/" in asked.url and fetched.append(asked.url))
    desk.page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda part: came.append(len(part)))
    )
    desk.open("gaps", lang="en")
    desk.wait_for_map()
    assert len(fetched) > 2
    assert len(set(fetched)) == len(fetched)
    # What opening the page still sends is none of the click's.
    desk.settle()
    desk.page.wait_for_timeout(QUIET_MS)
    first = list(fetched)
    came.clear()
    community_id, x, y = desk.clickable()
    desk.click_on_map(x, y)
    desk.wait_for_card(community_id)
    desk.settle()
    assert fetched == first
    assert 0 < sum(came) < MOST_BYTES_OF_A_CLICK
