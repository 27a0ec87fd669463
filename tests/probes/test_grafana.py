"""Grafana, on a double of it: strangers as viewers or editors, the password that everybody knows, and a locked one."""

from __future__ import annotations

import pytest

from headcount.model.posture import Reader
from tests.probes.asking import WEAK, codes, kinds, seen
from tests.probes.doubles.grafana import grafana
from tests.probes.doubles.web import running


@pytest.mark.parametrize(
    ("role", "found"),
    [("Viewer", ["anonymous", "no-tls"]), ("Editor", ["anonymous", "anonymous-editor", "no-tls"])],
)
def test_strangers_come_in(role: str, found: list[str]) -> None:
    with running(grafana(role)) as double:
        store = seen("grafana", double.port)
    assert (store.product, store.version, store.reader) == ("Grafana", "10.2.2", Reader.ANYONE)
    assert (store.estimate, store.unit, codes(store)) == (1, "dashboards", found)


def test_a_weak_password_shows_its_users() -> None:
    with running(grafana(password="changeme")) as double:  # a double's
        store = seen("grafana", double.port, WEAK)
    assert (store.reader, codes(store)) == (Reader.WEAK, ["weak-password", "no-tls"])
    assert kinds(store) >= {"email"}


def test_a_locked_one() -> None:
    with running(grafana(password="a-long-and-random-one")) as double:  # a double's
        store = seen("grafana", double.port, WEAK)
    assert (store.reader, store.sampled, codes(store)) == (Reader.NOBODY, 0, ["no-tls"])
