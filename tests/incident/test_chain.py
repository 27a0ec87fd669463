"""An entry that was altered, swapped or left out breaks the chain."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

import msgspec

from headcount.incident.chain import NOTHING, breaks, digest_of, linked, standing
from headcount.model.incident import Change, ClientName, Incident, Stamps, State
from tests.incident.made_signals import START, signal


def _log(entries: int) -> list[Change]:
    log: list[Change] = []
    for number in range(entries):
        told = Change(1, 0, START + dt.timedelta(hours=number), "ann", "note", f"number {number}", "", "", "s")
        log.append(linked(log[-1] if log else None, told))
    return log


def test_each_entry_follows_the_one_before() -> None:
    first, second = _log(2)
    assert (first.entry, first.previous, second.entry, second.previous) == (1, NOTHING, 2, first.digest)
    assert list(breaks(_log(5))) == []
    assert list(breaks([])) == []


def test_a_digest_is_made_as_the_module_says() -> None:
    entry = Change(1, 1, START, "ann", "note", "héllo", NOTHING, "", "s")
    text = f'[1,1,"2026-03-02T09:00:00Z","ann","note","héllo","{NOTHING}","s"]'
    assert digest_of(entry) == sha256(text.encode()).hexdigest()
    abroad = msgspec.structs.replace(entry, at=START.astimezone(dt.timezone(dt.timedelta(hours=8))))
    assert digest_of(abroad) == digest_of(entry)


def test_what_was_altered_left_out_or_swapped_is_named() -> None:
    log = _log(4)
    altered = [*log[:1], msgspec.structs.replace(log[1], detail="nothing to see"), *log[2:]]
    assert list(breaks(altered)) == ["entry 2 is not as it was written"]
    mended = msgspec.structs.replace(altered[1], digest=digest_of(altered[1]))
    assert list(breaks([log[0], mended, *log[2:]])) == ["entry 3 does not follow the entry before it"]
    assert list(breaks([log[0], *log[2:]])) == [
        "entry 2 is missing: the next one is entry 3",
        "entry 3 does not follow the entry before it",
    ]
    swapped = [log[0], msgspec.structs.replace(log[2], entry=2), msgspec.structs.replace(log[1], entry=3), log[3]]
    assert "entry 2 is not as it was written" in list(breaks(swapped))


def test_every_field_of_an_entry_is_in_its_digest() -> None:
    [entry] = _log(1)
    others = {"incident": 2, "entry": 7, "at": START, "by": "x", "what": "x", "detail": "x", "previous": "x", "standing": "x"}
    others["at"] = START + dt.timedelta(microseconds=1)
    assert (
        len({digest_of(msgspec.structs.replace(entry, **{name: value})) for name, value in others.items()} | {entry.digest}) == 9
    )


def test_how_an_incident_stands_has_all_but_growing_figures() -> None:
    one = signal()
    incident = Incident(1, State.NEW, "t", (ClientName("account", "ann"),), (one,), one.first, one.last, Stamps(START))
    grown = msgspec.structs.replace(incident, signals=(signal(records=2000, last=9),), title="u", last=START)
    assert standing(grown) == standing(incident)
    changed = (
        {"state": State.TRIAGED},
        {"stamps": Stamps(START, aware=START)},
        {"owner": "ann"},
        {"explanation": "ours"},
        {"clients": ()},
        {"signals": (signal("bob"),)},
        {"part_of": 2},
        {"number": 2},
    )
    others = {standing(msgspec.structs.replace(incident, **one)) for one in changed}
    assert len(others | {standing(incident)}) == 9
