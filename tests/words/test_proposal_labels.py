"""Every effect, every kind of change and every state of a proposal has words."""

from __future__ import annotations

import pytest

from geo_app.proposals.changes.kinds import KINDS
from geo_app.proposals.gains import Effect
from geo_app.store.values import ProposalState
from geo_app.words import proposal_labels
from geo_app.words.change_words import CHANGE_WORDS


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (proposal_labels.EFFECT, Effect),
        (proposal_labels.EFFECT_AT_POINT, Effect),
        ({name: words.title for name, words in CHANGE_WORDS.items()}, KINDS),
        (proposal_labels.STATE, ProposalState),
    ],
)
def test_every_value_has_its_own_words(words, values):
    assert list(words) == list(values)
    assert len(set(words.values())) == len(words)
