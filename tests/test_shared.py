"""The guard of what tests share sees every change in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo_app.province import open_province
from tests.fixtures.province_folder import write_province
from tests.fixtures.shared import opened_for_all, require_unchanged

if TYPE_CHECKING:
    from pathlib import Path


def test_a_province_that_was_only_read_is_as_its_folder(world_folder: Path) -> None:
    with opened_for_all(world_folder) as province:
        assert len(province.communities)


@pytest.mark.parametrize("change", ["value", "column", "place", "table"])
def test_a_change_in_place_fails(tmp_path: Path, change: str) -> None:
    province = open_province(write_province(tmp_path / "p"))
    communities = province.layer("communities").frame
    first = communities.index[0]
    if change == "value":
        communities.loc[first, "population"] += 1
    elif change == "column":
        communities["mark"] = 1
    elif change == "place":
        communities.loc[first, "geometry"] = communities.geometry.iloc[1]
    else:
        del province.layer("transit").tables["stops"]["stop_name"]
    with pytest.raises(AssertionError, match="which tests share"):
        require_unchanged(province)
