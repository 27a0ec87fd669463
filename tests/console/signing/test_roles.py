"""Every role and permission has a name, in both languages."""

from __future__ import annotations

from headcount.console.interface import Permission, Role
from headcount.console.signing.roles import MAY, PERMISSIONS, ROLES
from headcount.console.words import words


def test_all_are_named() -> None:
    assert set(ROLES) == set(MAY) == set(Role)
    assert set(PERMISSIONS) == set(Permission)
    say = words("zh")
    told = [*ROLES.values(), *MAY.values(), *PERMISSIONS.values()]
    assert [text for text in told if say(text) == text] == []
