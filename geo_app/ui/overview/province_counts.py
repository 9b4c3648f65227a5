"""What the data holds, what it can say, and what it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.analysis import coverage
from geo_app.analysis.areas.positions import placed_rows
from geo_app.errors import mark
from geo_app.schema import KINDS
from geo_app.ui.shared import language
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.feedback import plain
from geo_app.units import to_hectares, to_rai
from geo_app.words.translating import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from geo_app.province import Province

NEEDED_FOR = {
    "zones": mark("plans of a whole tambon, and lists by tambon"),
    "disaster_plans": mark("whether a community has a valid plan"),
    "hazard_zones": mark("which communities lie in a disaster-risk zone"),
    "mangroves": mark("the distance to mangroves and their area"),
    "walk_network": mark("true walking distances; without it they are estimated"),
    "facilities": mark("schools, hospitals and shelters near a community"),
    "population": mark("people near a stop where communities have no number"),
}


def render_province_counts(province: Province, facts: gpd.GeoDataFrame) -> None:
    """
    Show what is on the desk and what each missing layer would add.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    facts
        What is measured about each community, as `coverage.community_facts` returns it.
    """
    _ = language.words()
    can, cannot = st.columns(2)
    with can:
        st.subheader(_("Loaded data"))
        st.markdown("\n".join(f"- {plain(line)}" for line in _counts(province, facts)))
    with cannot:
        st.subheader(_("What the data cannot say"))
        st.markdown("\n".join(f"- {plain(line)}" for line in _limits(province)))


def _counts(province: Province, facts: gpd.GeoDataFrame) -> Iterator[str]:
    _, network = language.words(), desk().buses()
    unplaced = int((~placed_rows(facts)).sum())
    communities = _("{count} communities").format(count=len(province.communities))
    if unplaced:
        communities = _("{communities}; of {count} the position is not known").format(
            communities=communities, count=unplaced
        )
    yield communities
    yield _("{routes} bus routes with {stops} stops").format(
        routes=len(network.routes), stops=len(network.stops)
    )
    if province.has("hazard_zones"):
        yield _("{count} communities in a disaster-risk zone").format(
            count=coverage.exposed_communities(facts)
        )
    if province.has("mangroves"):
        area_m2 = desk().mangrove_area_m2()
        yield _("{rai:,.0f} rai ({hectares:,.0f} ha) of mangrove").format(
            rai=to_rai(area_m2), hectares=to_hectares(area_m2)
        )
    if province.has("disaster_plans"):
        yield _("{count} disaster plans").format(count=len(province.of_kind("disaster_plans")))


def _limits(province: Province) -> Iterator[str]:
    _ = language.words()
    for spec in province.catalogue.layers.values():
        if spec.status.is_marked:
            yield _("{layer}: {status}. See the page Data for how it was made.").format(
                layer=_title(spec), status=_(STATUS_NOTE[spec.status])
            )
    for kind, use in NEEDED_FOR.items():
        if not province.has(kind):
            yield _("No layer «{kind}», needed for: {use}.").format(
                kind=_(KINDS[kind].title), use=_(use)
            )


STATUS_NOTE = {
    "indicative": mark("drawn by a rule, not surveyed; good for a first look only"),
    "modelled": mark("computed, not counted"),
    "synthetic": mark("an example, not real data; load the province's own"),
}


def _title(spec: object) -> str:
    thai = language.current() is Language.THAI
    return str(getattr(spec, "title_th" if thai else "title_en"))
