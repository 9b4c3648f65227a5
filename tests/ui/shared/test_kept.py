"""A moved control searches no network: everything that hangs on it was measured before."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
import streamlit as st

from geo_app import searching
from geo_app.network import distance, graph
from tests.fixtures.province_folder import rows_of_world, write_province
from tests.ui.conftest import PHUKET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.ui.conftest import Open, Page

pytestmark = [pytest.mark.layers, pytest.mark.usefixtures("nothing_read")]
VILLAGE_WITHOUT_STOP = "83010302"


class Work:
    """Counts what is costly: searches of the whole network, and networks built."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.searches = self.bounded = self.built = 0
        searches = SimpleNamespace(
            dijkstra=self._searching(searching.dijkstra), csr_array=searching.csr_array
        )
        monkeypatch.setattr(distance, "searching", searches)
        monkeypatch.setattr(graph, "build_walk_graph", self._building(graph.build_walk_graph))

    def _searching(self, search: Callable) -> Callable:
        def counted(*args: object, **options: object) -> object:
            is_bounded = float(options["limit"]) < float("inf")
            self.bounded += is_bounded
            self.searches += not is_bounded
            return search(*args, **options)

        return counted

    def _building(self, build: Callable) -> Callable:
        def counted(*args: object, **options: object) -> object:
            self.built += 1
            return build(*args, **options)

        return counted

    def of(self, change: Callable[[], object]) -> tuple[int, int, int]:
        """Return the searches, the bounded searches and the buildings that a change costs."""
        before = self.searches, self.bounded, self.built
        change()
        return tuple(
            now - then
            for now, then in zip((self.searches, self.bounded, self.built), before, strict=True)
        )


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(monkeypatch)


@pytest.fixture
def desk(work: Work, opened: Open) -> Page:
    page = opened(PHUKET, "gaps", lang="en")
    assert work.built == 1
    assert work.searches > 0
    return page


def move(page: Page, metres: int) -> None:
    page.at.slider(key="walk_m").set_value(metres).run()
    assert page.errors() == []


@pytest.mark.parametrize("view", ["list", "distances", "zones"])
def test_a_moved_distance_searches_nothing(desk: Page, work: Work, view: str) -> None:
    desk.at.button_group(key="view").set_value(view).run()
    for metres in (700, 850, 1500):
        assert work.of(lambda metres=metres: move(desk, metres)) == (0, 0, 0)


def test_the_fix_on_an_open_card_searches_only_about_its_new_stops_and_once_a_distance(
    desk: Page, work: Work
) -> None:
    desk.at.selectbox(key="community").set_value(VILLAGE_WITHOUT_STOP).run()
    searches, bounded, built = work.of(lambda: move(desk, 600))
    # Who would be near a new stop; the walks to the routes are known already.
    assert bounded > 0
    assert (searches, built) == (0, 0)
    move(desk, 700)
    assert work.of(lambda: move(desk, 600)) == (0, 0, 0)


def test_another_standard_searches_at_most_once_for_each_set_of_origins(
    desk: Page, work: Work
) -> None:
    def choose(name: str) -> None:
        desk.at.selectbox(key="standard").set_value(name).run()
        assert desk.errors() == []

    for name in ("straight_line", "ppiaf", "dg_regio", "ptal", "tcqsm"):
        assert work.of(lambda name=name: choose(name))[::2] == (0, 0), name
    # From the stops that are frequent, to communities and to people.
    assert work.of(lambda: choose("ghsci_30"))[::2] <= (2, 0)
    for name in ("sdg_11_2_1", "dg_regio", "ptal", "tcqsm", "ghsci_30"):
        assert work.of(lambda name=name: choose(name)) == (0, 0, 0), name


def test_other_days_and_windows_search_nothing(desk: Page, work: Work) -> None:
    desk.at.selectbox(key="standard").set_value("dg_regio").run()

    def choose() -> None:
        desk.at.button_group(key="day_type").set_value("sunday").run()
        desk.at.select_slider[0].set_range("05:00", "25:00").run()

    assert work.of(choose) == (0, 0, 0)


def test_pages_share_what_was_measured(desk: Page, work: Work) -> None:
    assert work.of(lambda: desk.go("data"))[::2] == (0, 0)
    assert work.of(lambda: desk.go("gaps")) == (0, 0, 0)


def test_a_network_is_kept_on_disk_for_the_next_server(work: Work, opened: Open) -> None:
    opened(PHUKET, "gaps", lang="en")
    assert work.built == 1
    st.cache_resource.clear()
    page = opened(PHUKET, "gaps", lang="en")
    assert page.errors() == []
    assert work.built == 1


def test_a_changed_file_is_measured_anew(opened: Open, tmp_path: Path) -> None:
    folder = write_province(tmp_path / "p")
    page = opened(folder, "gaps", lang="en")
    assert page.counts()["with_stop"] == "1"
    rows = rows_of_world()["communities"]
    write_province(folder, rows={"communities": [row for row in rows if row["population"] != 1000]})
    page.at.run()
    assert page.counts()["with_stop"] == "0"
