"""How many communities there are of each status of a plan and each level of hazard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.indicators.plan import PLAN
from geo_app.reports.handout.work_list import status_by_hazard
from geo_app.ui.shared import language, summary
from geo_app.ui.shared.feedback import html_text

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.province import Province
    from geo_app.ui.gaps.controls import Choices


def render_matrix(province: Province, ranked: gpd.GeoDataFrame, choices: Choices) -> None:
    """
    Show the counts where plans are asked about, and there are hazards and plans.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    ranked
        As `Desk.ranked` returns them.
    choices
        What is chosen on the page.
    """
    has_both = province.has("disaster_plans") and province.has("hazard_zones")
    if PLAN.id not in choices.counted or not has_both:
        return
    _ = language.words()
    table = status_by_hazard(ranked, language=language.current())
    head = "".join(f'<th scope="col">{html_text(name)}</th>' for name in table.columns)
    rows = "".join(
        f'<tr><th scope="row">{html_text(row[0])}</th>'
        + "".join(f"<td>{count:,}</td>" for count in row[1:])
        + "</tr>"
        for row in table.itertuples(index=False, name=None)
    )
    marks = "".join(
        summary.status_mark(province, kind) for kind in ("disaster_plans", "hazard_zones")
    )
    title = _("Communities by their plan and the highest hazard that they lie in")
    st.html(
        '<div class="ga-wide"><table class="ga-compare">'
        f"<caption>{html_text(title)} {marks}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
