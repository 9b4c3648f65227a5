"""Proposals held against the hand-made world and against Phuket, once for all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fixtures.proposals import held, phuket_proposal, world_proposal

if TYPE_CHECKING:
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.province import Province

Held = tuple["Evaluation", "Baseline"]


@pytest.fixture(scope="session")
def world_held(world: Province) -> Held:
    """Return the world's proposal; nobody changes it."""
    return held(world, world_proposal())


@pytest.fixture(scope="session")
def phuket_held(phuket: Province) -> Held:
    """Return Phuket's proposal; nobody changes it."""
    return held(phuket, phuket_proposal())
