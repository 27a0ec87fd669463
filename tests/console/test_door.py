"""The open door of tests lets everybody in as one viewer."""

from __future__ import annotations

from headcount.console.door import OpenDoor
from headcount.console.interface import Role


def test_it_has_no_pages() -> None:
    door = OpenDoor(Role.VIEWER, "bo")
    assert (list(door.routes()), door.sign_in, door.role.permissions) == ([], "", Role.VIEWER.permissions)
