"""FHIR AuditEvent (R4, R4B, R5), as the profiles of IHE BALP write it: who read whose record, in a hospital's own words.

`GET /of-Observation/read-Observation-TREAT?patient=7`: the resource that was read, the interaction with it, the purpose of use
where one was told, and the patient. Several patients of one event are a list. An event without a patient keeps what it was
about: `?entity=Group/3`. Changes have the method `WRITE`. The account is the agent that asked (`requestor`). One AuditEvent a
line, also within an entry of a Bundle; the tap takes Bundles apart.

Source: HL7 FHIR R4 (4.0.1), R4B and R5 (5.0.0), AuditEvent; IHE ITI Basic Audit Log Patterns (BALP) 1.1.3, PatientRead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from headcount.sources.clock import any_time
from headcount.sources.deeds import BROKEN, FAILED, READ, SHOWN, WRITE, Deed, target
from headcount.sources.events import EventSource
from headcount.sources.lines import FOREIGN, NO_TIME

_PATIENT, _QUERY_ROLES = "1", {"24"}
"""Codes of `object-role`: the patient, and a query."""
_WRITES = {"C", "U", "D"}
_FAILURES = {"4": FAILED, "8": BROKEN, "12": BROKEN, "error": FAILED, "fatal": BROKEN}
_ASKS = {"IRCP", "humanuser", "110153"}
"""Codes of an agent that received what was shown, for events whose agents all lack `requestor`."""
_ADDRESS = "2"
"""`network-type` of an IP address."""
_Json = dict[str, Any]


class AuditEvent(msgspec.Struct, rename="camel"):
    """What is read of an event, or of an entry of a Bundle."""

    resource_type: Any = None
    resource: Any = None
    """The event, in an entry of a Bundle."""
    recorded: Any = None
    action: Any = None
    outcome: Any = None
    type: Any = None
    category: Any = None
    subtype: Any = None
    code: Any = None
    agent: Any = None
    entity: Any = None
    patient: Any = None
    purpose_of_event: Any = None
    authorization: Any = None

    def __repr__(self) -> str:
        return "AuditEvent(***)"


def told(event: AuditEvent) -> Deed | str:
    """The event as a deed, or why it is none."""
    if event.resource_type is None and isinstance(event.resource, dict):
        try:
            event = msgspec.convert(event.resource, AuditEvent)
        except msgspec.ValidationError:
            return FOREIGN
    if event.resource_type != "AuditEvent":
        return FOREIGN
    moment = any_time(event.recorded) if isinstance(event.recorded, str) else None
    if moment is None:
        return NO_TIME
    agents = list(_objects(event.agent))
    who = _requestor(agents)
    return Deed(
        moment,
        WRITE if next(_codes(event.action), "") in _WRITES else READ,
        _target(event),
        _FAILURES.get(next(_codes(event.outcome), ""), SHOWN),
        _named(who),
        next(filter(None, map(_network, [who, *agents])), ""),
    )


def _target(event: AuditEvent) -> str:
    entities = list(_objects(event.entity))
    patients = [_reference(event.patient)] if isinstance(event.patient, dict) else []
    patients += [_reference(entity.get("what")) for entity in entities if _is_patient(entity)]
    others = [
        reference
        for entity in entities
        if not _is_patient(entity) and _QUERY_ROLES.isdisjoint(_codes(entity.get("role")))
        if (reference := _reference(entity.get("what")))
    ]
    resource = next((kind for other in others if (kind := _kind(other))), "Patient" if any(patients) else "")
    interaction = next(_codes([event.subtype, event.code]), "") or next(_codes([event.type, event.category]), "")
    purposes = [event.purpose_of_event, event.authorization]
    resource = resource or "AuditEvent"
    path = [f"of-{resource}", "-".join(filter(None, (interaction, resource, next(_codes(purposes), ""))))]
    named = list(dict.fromkeys(filter(None, map(_identifier, patients))))
    return target(path, {"patient": named} if named else {"entity": others[:1]})


def _is_patient(entity: _Json) -> bool:
    return _PATIENT in _codes(entity.get("role")) or _kind(_reference(entity.get("what"))) == "Patient"


def _reference(what: object) -> str:
    """`Patient/7`, or the identifier where there is no reference."""
    if not isinstance(what, dict):
        return ""
    identifier = what.get("identifier")
    number = identifier.get("value") if isinstance(identifier, dict) else None
    return next((text for text in (what.get("reference"), number) if isinstance(text, str) and text), "")


def _kind(reference: str) -> str:
    """The type of resource that a reference leads to; empty when it does not say."""
    parts = reference.partition("/_history/")[0].split("/")
    return parts[-2] if len(parts) > 1 and parts[-2][:1].isupper() else ""


def _identifier(reference: str) -> str:
    """The record that a reference leads to: the same whether it is relative, absolute, or of one version."""
    whole = reference.partition("/_history/")[0]
    return whole.rpartition("/")[2] if _kind(reference) else whole


def _requestor(agents: Iterable[_Json]) -> _Json:
    """The agent that asked."""
    ranked = sorted(agents, key=lambda agent: (agent.get("requestor") is not True, _ASKS.isdisjoint(_roles(agent))))
    return ranked[0] if ranked else {}


def _roles(agent: _Json) -> Iterator[str]:
    yield from _codes([agent.get("type"), agent.get("role")])


def _named(agent: _Json) -> str:
    """An agent's account: what it is referred to by, else its other names."""
    who = agent.get("who")
    display = who.get("display") if isinstance(who, dict) else None
    names = (_reference(who), agent.get("altId"), agent.get("name"), display)
    return next((name for name in names if isinstance(name, str) and name), "")


def _network(agent: _Json) -> str:
    """An agent's IP address."""
    network = agent.get("network")
    if isinstance(network, dict):  # R4, R4B
        address = network.get("address")
        return address if isinstance(address, str) and network.get("type", _ADDRESS) == _ADDRESS else ""
    address = agent.get("networkString")  # R5
    return address if isinstance(address, str) else ""


def _objects(value: object) -> Iterator[_Json]:
    for inner in value if isinstance(value, list) else ():
        if isinstance(inner, dict):
            yield inner


def _codes(value: object, depth: int = 0) -> Iterator[str]:
    """Every code of a code, a Coding, a CodeableConcept, or a list of them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _codes(inner, depth)
    elif isinstance(value, dict) and depth < 4:
        for key in ("code", "coding"):
            yield from _codes(value.get(key), depth + 1)


FHIR_AUDIT = EventSource("fhir_audit", AuditEvent, told)
