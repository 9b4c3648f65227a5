"""A planner's desk: one object that answers everything about a province."""

from __future__ import annotations

from geo_app.desk.proposal_answers import ProposalsDesk


class Desk(ProposalsDesk):
    """
    Everything that pages, commands and notebooks ask about a province, each made once.

    The rooms below are its drawers: layers, access, stops, proposals. Answers are
    kept by content, so nobody changes them.

    Examples
    --------
    >>> import datetime as dt
    >>> from geo_app.analysis.access.question import Question
    >>> from geo_app.province import open_province
    >>> desk = Desk(open_province("layers/phuket"))
    >>> desk.ranked(Question(), dt.date(2026, 11, 23))  # doctest: +SKIP
    """
