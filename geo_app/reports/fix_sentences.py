"""What would give a community a stop, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.analysis.fixes import Fix
from geo_app.reports.tables import names_of
from geo_app.words import labels
from geo_app.words.formats import format_distance
from geo_app.words.translating import translator

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.province import Province
    from geo_app.words.translating import Language

MAX_NAMED = 5


def fix_sentence(
    province: Province, fix: Any, routes: gpd.GeoDataFrame, *, language: Language
) -> str:
    """
    Say what the cheapest fix of a community is, and what it would bring.

    Parameters
    ----------
    province
        For the names of its communities, and how far its people can be trusted.
    fix
        A row of `cheapest_fixes`, as a named tuple.
    routes
        Bus lines indexed by `route_id`, with their names.
    language
        Of the sentence.
    """
    _ = translator(language)
    if fix.route_id is None:
        return _("Nobody knows where the routes run, so no fix can be looked for.")
    route = names_of(routes.loc[[fix.route_id]], language)[str(fix.route_id)]
    walk = format_distance(fix.walk_to_route_m, language)
    if fix.fix == Fix.STOP:
        return _("A new stop on «{route}», {walk} on foot from here, would serve {gain}.").format(
            route=route, walk=walk, gain=_gain(province, fix, language)
        )
    if fix.fix == Fix.ROUTE:
        return _(
            "About {new} of new route: «{route}» passes {walk} away on foot, too far for a new "
            "stop. A stop at the new end would serve {gain}."
        ).format(
            new=format_distance(fix.new_route_m, language),
            route=route,
            walk=walk,
            gain=_gain(province, fix, language),
        )
    return _(
        "No way on foot is known to any route; «{route}» is nearest, {straight} in a straight line."
    ).format(route=route, straight=format_distance(fix.straight_to_route_m, language))


def _gain(province: Province, fix: Any, language: Language) -> str:
    _ = translator(language)
    names = names_of(province.communities.loc[list(fix.communities_gained)], language)
    named = ", ".join(list(names.values())[:MAX_NAMED])
    more = len(names) - MAX_NAMED
    if more > 0:
        named = _("{names} and {count} more").format(names=named, count=more)
    if pd.isna(fix.people_gained):
        people = _("a number of people that is not known")
    else:
        people = _("about {people:,.0f} people").format(people=fix.people_gained)
        kind = "population" if province.has("population") else "communities"
        people = labels.marked(people, province.status(kind), _)
    if not named:
        return people
    return _("{communities}, {people}").format(communities=named, people=people)
