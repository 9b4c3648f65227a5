"""From a card to a proposal that gives its community a stop."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

import pytest
from pyproj import Transformer
from shapely import LineString

from geo_app.analysis.access.question import Question
from geo_app.analysis.fixes import Fix
from geo_app.desk.desk import Desk
from geo_app.proposals.running.operating import Rates
from geo_app.ui.gaps import proposing
from tests.fixtures.province_folder import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.province import Province
    from tests.ui.conftest import Open

LIMIT_M = 500.0
TO_METRES = Transformer.from_crs("EPSG:4326", "EPSG:32647", always_xy=True)


@pytest.fixture
def begun(phuket: Province) -> Iterator[tuple[Desk, mock.Mock]]:
    """Phuket's desk, and what is asked to open a proposal."""
    desk = Desk(phuket)
    with (
        mock.patch.object(proposing, "desk", lambda: desk),
        mock.patch.object(proposing, "st"),
        mock.patch("geo_app.ui.proposals.session.attempt") as attempt,
    ):
        yield desk, attempt


@pytest.mark.layers
@pytest.mark.parametrize("fix", [Fix.STOP, Fix.ROUTE])
def test_what_is_offered_gives_every_community_its_stop(
    begun: tuple[Desk, mock.Mock], fix: Fix
) -> None:
    desk, attempt = begun
    fixes = desk.fixes(LIMIT_M)
    asked = fixes.index[fixes["fix"] == fix]
    assert len(asked) > 10
    for row in desk.ranked(Question(), DAY).loc[asked].itertuples():
        proposing._begin(row, LIMIT_M)
        proposal: Proposal = attempt.call_args.args[1]
        evaluation = desk.evaluation(proposal, Question(), Rates(), on=DAY)
        assert row.Index in evaluation.communities_with("gained").index
        assert evaluation.people.people_lost == 0
        assert row.name_th in (proposal.name_th or "")


def test_the_button_opens_the_proposal(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "gaps", lang="en", on=DAY.isoformat(), community="C003")
    page.at.button(key="propose").click().run()
    assert not page.exceptions()
    edited = page.at.session_state["proposal_edited"]
    document = edited.document
    assert document["fields"]["name_en"] == "A line to Ban Plai Thang"
    # On paper: the route ends at x = 1,500 m, the community stands at 2,500 m beside the road, so a
    # stop at 2,000 m is within its walk of 500 m.
    names = [stop["name_en"] for stop in document["stops"]]
    assert names == ["Change to East Line", "Ban Plai Thang"]
    length_m = LineString(TO_METRES.transform(lon, lat) for lon, lat in document["line"]).length
    assert length_m == pytest.approx(500, abs=1)


@pytest.mark.parametrize("community", ["C001", "C004"])
def test_nothing_is_offered_where_nothing_can_be_drawn(
    opened: Open, world_folder: Path, community: str
) -> None:
    page = opened(world_folder, "gaps", lang="en", on=DAY.isoformat(), community=community)
    assert "propose" not in [button.key for button in page.at.button]
