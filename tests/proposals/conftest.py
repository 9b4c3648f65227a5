"""The world as the baseline of every proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.proposals.world import baseline_of

if TYPE_CHECKING:
    from geo_app.proposals.baseline import Baseline
    from geo_app.province import Province


@pytest.fixture(scope="session")
def baseline(world: Province) -> Baseline:
    """Return the world as it is; nobody changes it."""
    return baseline_of(world)
