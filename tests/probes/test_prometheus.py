"""Prometheus's answers in their documented form: below a path, with odd ones, and without its usual labels."""

from __future__ import annotations

from headcount.model.posture import Reader
from tests.probes.asking import codes, kinds, seen
from tests.probes.doubles.web import Asked, Said, running, table


def _told(data: object) -> Said:
    return Said(200, {"status": "success", "data": data})


def test_labels_of_people_below_a_path() -> None:
    mails = [f"anna.meyer{at}@example.com" for at in range(20)]
    api = "/metrics/api/v1"
    paths = {
        f"{api}/status/buildinfo": _told({"version": "2.42.0+ds"}),
        f"{api}/status/flags": _told({"web.enable-admin-api": "false", "web.enable-lifecycle": "true"}),
        f"{api}/status/tsdb": _told({"headStats": {"numSeries": 1_000_000_000}}),
        f"{api}/labels": _told(["__name__", "job", "user/mail"]),
        f"{api}/label/user/mail/values": _told(mails),
        f"{api}/targets": _told({"activeTargets": [{"labels": {"job": "teacher", "instance": "a:1"}}, "?"]}),
    }
    with running(table(paths)) as double:
        store = seen("prometheus", double.port, path="/metrics")
    assert (store.version, store.reader, store.estimate, store.sampled) == ("2.42.0", Reader.ANYONE, 1_000_000_000, 20)
    assert (kinds(store), codes(store)) == ({"email"}, ["open", "administration", "no-tls"])
    assert store.weaknesses[1].detail == "web.enable-lifecycle"


def test_answers_without_what_was_hoped_for() -> None:
    def answer(one: Asked) -> Said:
        return _told({"version": None}) if one.path.endswith("buildinfo") else _told("?")

    with running(answer) as double:
        store = seen("prometheus", double.port)
    assert (store.reader, store.estimate, store.version, store.problem) == (Reader.ANYONE, None, "", "")
