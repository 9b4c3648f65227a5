"""The pages' modules stand in rooms that one can look over."""

from __future__ import annotations

from pathlib import Path

UI = Path(__file__).resolve().parents[2] / "geo_app" / "ui"
MOST_IN_A_ROOM = 20


def test_no_room_holds_more_modules_than_one_can_look_over() -> None:
    rooms = {room for room in (UI, *UI.rglob("*")) if room.is_dir() and any(room.glob("*.py"))}
    crowded = {room.name: count for room in rooms
               if (count := len(list(room.glob("*.py"))) - 1) > MOST_IN_A_ROOM}  # fmt: skip
    assert len(rooms) > 8
    assert crowded == {}
