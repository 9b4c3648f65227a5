"""What a community is found to have, to lack, or what nobody knows of it."""

from __future__ import annotations

from enum import StrEnum

import pandas as pd


class Verdict(StrEnum):
    """The answer to a question of yes or no; unknown is no no."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


def verdicts_of(is_met: pd.Series) -> pd.Series:
    """
    Turn yes, no and missing into verdicts.

    Parameters
    ----------
    is_met
        True, False, or missing where nobody knows.

    Returns
    -------
    verdicts
        Values of `Verdict`, same index.
    """
    words = {True: Verdict.MET.value, False: Verdict.UNMET.value}
    answers = [Verdict.UNKNOWN.value if pd.isna(met) else words[bool(met)] for met in is_met]
    return pd.Series(answers, index=is_met.index, dtype=object)
