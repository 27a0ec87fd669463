"""Events one a line, by a made kind."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.sources.cloudtrail import CLOUDTRAIL
from headcount.sources.deeds import Deed
from headcount.sources.events import EventSource
from headcount.sources.fhir_audit import FHIR_AUDIT
from headcount.sources.interface import Block
from headcount.sources.lines import FOREIGN
from headcount.sources.ocsf import OCSF
from tests.sources.reading import read


class _Seen(msgspec.Struct):
    who: str = ""
    at: int = 0


def _told(event: _Seen) -> Deed | str:
    if not event.who:
        return FOREIGN
    return Deed(event.at, "GET", "/x", 200, event.who) if event.at else "no time"


KNOWN: dict[str, dict[str, object]] = {
    "cloudtrail": {
        "eventTime": "2025-11-01T08:00:02Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": "GetObject",
        "userIdentity": None,
        "sourceIPAddress": "",
        "userAgent": "",
        "errorCode": None,
        "readOnly": True,
        "requestParameters": None,
        "additionalEventData": None,
    },
    "ocsf": {
        "class_uid": 6003,
        "activity_id": 2,
        "time": 1_761_984_002_000,
        "status_id": 1,
        "status_code": "",
        "metadata": {},
        "actor": None,
        "src_endpoint": None,
        "api": {"operation": "Get"},
        "resources": None,
        "http_request": None,
        "http_response": None,
        "database": None,
        "query_info": None,
    },
    "fhir_audit": {
        "resourceType": "AuditEvent",
        "recorded": "2025-11-01T08:00:02Z",
        "action": "R",
        "outcome": "0",
        "type": None,
        "subtype": None,
        "agent": None,
        "entity": None,
        "patient": None,
        "purposeOfEvent": None,
    },
}
"""Source to events that it reads."""
NAMES = [
    "code",
    "coding",
    "what",
    "who",
    "reference",
    "role",
    "network",
    "address",
    "user",
    "uid",
    "url",
    "path",
    "name",
    "arn",
    "key",
]

SOURCE = EventSource("made", _Seen, _told)


def test_every_line_is_an_access_or_has_its_reason() -> None:
    text = '{"who":"a","at":1}\n\n{"who":"b"}\n{}\n{"who":7}\nnothing\n# note\n{"who":"c","at":2}'
    accesses, skipped = read(SOURCE, text)
    assert [(row["account"], row["line"]) for row in accesses] == [("a", 1), ("c", 8)]
    assert skipped == {"empty line": 1, "no time": 1, FOREIGN: 3, "comment or header line": 1}


def test_all_at_once_gives_the_same() -> None:
    text = b'{"who":"a","at":1}\n{"who":"b","at":2}\n{"who":""}\n'
    batch, skipped = SOURCE.open(b"").read(Block.of(text, first_line=10))
    assert batch.line.tolist() == [10, 11]
    assert {reason: lines.tolist() for reason, lines in skipped.by_reason.items()} == {FOREIGN: [12]}


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["AuditEvent", "R", "x:y"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("source", [CLOUDTRAIL, OCSF, FHIR_AUDIT], ids=lambda source: source.name)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_stands_under_the_known_keys(source: EventSource, data: st.DataObject) -> None:
    event = data.draw(
        st.fixed_dictionaries({}, optional={name: st.just(known) | _VALUES for name, known in KNOWN[source.name].items()})
    )
    line = msgspec.json.encode(KNOWN[source.name] | event)
    batch, skipped = source.open(line).read(Block.of(line))
    assert len(batch) + len(skipped) == 1
    batch.to_arrow().validate(full=True)


def test_recognised_by_the_lines_that_are_such_events() -> None:
    assert SOURCE.recognise(b'{"who":"a","at":1}\n{"who":"b"}\nx\n{}\n') == 0.5
    assert SOURCE.recognise(b'{"who":"b"}\n') == 0.0
    assert SOURCE.recognise(b"") == 0.0
