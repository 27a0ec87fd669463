"""Made incidents, exposures and facts for the tests of duties and notices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from headcount.incident.duties import duties
from headcount.incident.facts import Facts
from headcount.model.duty import Duty, Standing
from headcount.model.exposure import Count, Exposure
from headcount.model.incident import ClientName, Incident, Stamps, State
from headcount.model.organisation import Organisation

SIGNALLED = dt.datetime(2026, 11, 20, 1, tzinfo=dt.UTC)
AWARE = dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)
"""Friday, 10:00 in Shanghai and Singapore, 03:00 in Berlin; Thursday, 18:00 in Los Angeles."""


def incident(aware: dt.datetime | None = AWARE, **more: object) -> Incident:
    """An incident of two clients."""
    signalled = min(SIGNALLED, aware or SIGNALLED)
    made = Incident(
        7,
        State.TRIAGED,
        "Slow crawl by account seller-88",
        (ClientName("account", "seller-88"), ClientName("address", "192.0.2.7")),
        (),
        signalled - dt.timedelta(days=10),
        signalled,
        Stamps(signalled, aware=aware),
    )
    return Incident(**{**{name: getattr(made, name) for name in made.__struct_fields__}, **more})


def count(key: str, people: int | None, records: int | None = None, pieces: int | None = None) -> Count:
    """One row of an exposure; as many records and pieces as people unless told."""
    n = records if records is not None else people or 0
    whole = pieces if pieces is not None else n
    return Count(key, n, people, whole, whole, 0, n, SIGNALLED, SIGNALLED)


def exposure(
    people: int | None,
    *,
    records: int | None = None,
    kinds: tuple[str, ...] = ("phone", "nickname"),
    homes: Mapping[str, int] | None = None,
    at_least: tuple[str, ...] = (),
    **more: object,
) -> Exposure:
    """What was shown of so many people."""
    return Exposure(
        (),
        SIGNALLED,
        SIGNALLED,
        count("all", people, records),
        by_kind=tuple(count(kind, people, records) for kind in kinds),
        by_route=(count("GET /orders/{id}", people, records),),
        by_residence=tuple(count(place, n) for place, n in (homes or {}).items()),
        at_least=at_least,
        **more,  # type: ignore[arg-type]  # any other field
    )


def facts(
    shown: Exposure,
    *jurisdictions: str,
    aware: dt.datetime | None = AWARE,
    said: Mapping[str, str] | None = None,
    **organisation: object,
) -> Facts:
    """Everything about one incident; `jurisdictions` and more say who the organisation is."""
    who = Organisation(jurisdictions=jurisdictions, **organisation)  # type: ignore[arg-type]  # any field
    return Facts(incident(aware), shown, who, said or {})


def asked(known: Facts) -> dict[str, tuple[Standing, str]]:
    """Each duty that applies or may, as `law step`, with its deadline where the authority is (empty: none runs)."""
    return {
        f"{duty.law} {duty.step}": (duty.standing, written(duty)) for duty in duties(known) if duty.standing is not Standing.NOT
    }


def written(duty: Duty) -> str:
    """A deadline as the tables of the tests write it, `2026-11-23 03:00 +0100`."""
    return f"{duty.due:%Y-%m-%d %H:%M %z}" if duty.due else ""
