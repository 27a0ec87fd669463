"""Looking at our stores: each through its probe, bounded, judged, and said in one sentence; nothing that is not listed."""

from __future__ import annotations

import datetime as dt
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import msgspec

from headcount.catalog.grades import Levels
from headcount.model.kind import Kind
from headcount.model.posture import Posture, Reader, Severity, Store, Weakness
from headcount.model.taxonomy import entry
from headcount.probes import PROBES
from headcount.probes.interface import Advice, Credential, Probe, Target
from headcount.probes.judging import Judged, judge
from headcount.probes.seen import Seen
from headcount.probes.support import supported
from headcount.probes.wire import Bounds, EndedError, Line, UnreachableError

AT_ONCE = 4
"""Stores that are asked at the same time."""
_ORDER = {severity: place for place, severity in enumerate(Severity)}
_READS = {
    Reader.ANYONE: "Whoever reaches it reads it without a password",
    Reader.WEAK: "A password from the list of weak ones opens it",
}
_KEPT = {"pipl": "PIPL art. 51", "gdpr": "GDPR art. 32"}
"""Where regimes say that personal data must be kept from those who have no right to them."""
Progress = Callable[[Store], None]
Laws = Callable[[Store], Sequence[str]]
MOST_ADDRESSES = 8
"""So many addresses of one name are looked at."""


def probe_for(scheme: str, probes: Sequence[Probe] = PROBES) -> Probe | None:
    """The probe of a scheme; None when there is none."""
    return next((probe for probe in probes if scheme in probe.schemes), None)


def look(
    targets: Sequence[Target],
    weak: Mapping[str, Sequence[Credential]],
    bounds: Bounds = Bounds(),  # noqa: B008  # it is frozen
    probes: Sequence[Probe] = PROBES,
    progress: Progress = lambda _: None,
    laws: Laws = lambda _: (),
    levels: Levels = Levels(),  # noqa: B008  # it is frozen
) -> Posture:
    """Look at every target; nothing is raised for a store that does not behave.

    Args:
        targets: addresses of ours; each has a scheme that a probe knows.
        weak: credentials to try, by the probe's name; only where the store asks for one.
        bounds: of each store.
        probes: the shelf.
        progress: told each store when it is done.
        laws: what a store touches by lying open, from the tables of laws.
        levels: what raises a grade, and which regimes apply.
    """
    began = time.monotonic()

    def one(target: Target) -> Store:
        probe = probe_for(target.scheme, probes)
        if probe is None:
            raise ValueError(target.scheme)
        store = _everywhere(_Asking(probe, target, bounds, weak.get(probe.name, ()), levels))
        store = msgspec.structs.replace(store, laws=tuple(dict.fromkeys((*store.laws, *laws(store)))))
        progress(store)
        return store

    with ThreadPoolExecutor(AT_ONCE, "probe") as pool:
        stores = list(pool.map(one, targets))
    stores.sort(key=lambda store: (not store.open, -store.grade, not store.weaknesses, store.url))
    return Posture(dt.datetime.now(dt.UTC), tuple(stores), seconds=time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class _Asking:
    """One store that is about to be asked."""

    probe: Probe
    target: Target
    bounds: Bounds
    weak: Sequence[Credential]
    levels: Levels


def _everywhere(asking: _Asking) -> Store:
    """A store at every address that its name leads to: the worst of what was seen, and who reads it at each."""
    places = addresses(asking.target.host)
    if len(places) < 2:
        return _store(asking, *places)  # the name is asked once: it cannot come to mean somebody else's machine meanwhile
    seen = [(place, _store(asking, place)) for place in places[:MOST_ADDRESSES]]
    told = [f"{place}: {store.reader.value if store.reachable else 'nobody answers'}" for place, store in seen]
    if len(places) > MOST_ADDRESSES:
        told.append(f"{len(places) - MOST_ADDRESSES} more were not looked at")
    _, worst = min(seen, key=lambda one: (not one[1].open, -one[1].grade, not one[1].reachable, -len(one[1].weaknesses)))
    unsure = not worst.open and any(store.reachable and store.reader is not Reader.NOBODY for _, store in seen)
    problem = worst.problem or ("one of its addresses could not be looked at to the end" if unsure else "")
    return msgspec.structs.replace(worst, addresses=tuple(told), problem=problem)


def addresses(host: str) -> list[str]:
    """Where a name leads, each address once; none for a name that nobody knows, which the probe then says."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


def _store(asking: _Asking, address: str = "") -> Store:
    probe, target, bounds = asking.probe, asking.target, asking.bounds
    seen, problem, reachable = Seen(""), "", True
    try:
        seen = probe.look(Line(target.host, target.port, bounds, address), target, asking.weak)
        problem = seen.problem
    except UnreachableError as error:
        reachable, problem = False, error.why
    except EndedError as error:
        seen, problem = error.seen or seen, error.why
    except Exception as error:  # noqa: BLE001  # a hostile store must not end the run; what it sent is not repeated
        problem = f"the probe failed ({type(error).__name__}); please report it"
    judged = judge(seen.samples, asking.levels, bounds.rows)
    found = [
        _weakness(code, seen.weaknesses[code], advice, target) for code, advice in probe.advice.items() if code in seen.weaknesses
    ]
    weaknesses = tuple(sorted(found, key=lambda weakness: _ORDER[weakness.severity]))
    return Store(
        url=target.url,
        product=seen.product,
        version=seen.version,
        supported=supported(seen.product, seen.version),
        reachable=reachable,
        encrypted=seen.encrypted if reachable else None,
        reader=seen.reader,
        estimate=seen.estimate,
        unit=seen.unit,
        kinds=judged.kinds,
        grade=judged.grade,
        at_rest=seen.at_rest,
        weaknesses=weaknesses,
        sentence=_sentence(target, seen, judged, reachable=reachable, problem=problem),
        remedy=weaknesses[0].remedy if weaknesses else "",
        laws=(*_kept(asking.levels), *judged.rules) if judged.kinds and seen.reader in _READS else (),
        problem=problem,
        sampled=judged.sampled,
        owner=target.owner,
    )


def _kept(levels: Levels) -> Sequence[str]:
    rules = [rule for regime, rule in _KEPT.items() if regime in levels.regimes]
    return [f"personal data to be kept from those who have no right to them ({'; '.join(rules)})"] if rules else []


def _weakness(code: str, detail: str, advice: Advice, target: Target) -> Weakness:
    check = advice.check.replace("HOST", target.host).replace("PORT", str(target.port))
    return Weakness(code, advice.severity, advice.sentence, advice.remedy, check, detail)


def _sentence(target: Target, seen: Seen, judged: Judged, *, reachable: bool, problem: str) -> str:
    """The store in one plain sentence."""
    what = seen.product or probe_title(target.scheme)
    if not reachable:
        return f"Nobody answers at {target.host} port {target.port}: {problem}."
    if seen.reader in _READS:
        amount = f"about {seen.estimate:,} {seen.unit}" if seen.estimate is not None else f"{seen.unit} of unknown number"
        kinds = list(dict.fromkeys(entry(Kind(kind.kind)).en for kind in judged.kinds))
        more = f" and {len(kinds) - 6} more kinds" if len(kinds) > 6 else ""
        holds = f"; in the {judged.sampled:,} that were sampled: {', '.join(kinds[:6])}{more}" if kinds else ""
        return f"{_READS[seen.reader]}: {what} with {amount}{holds}."
    if seen.reader is Reader.NOBODY:
        return f"{what} {seen.keeps or 'asks for a credential, and no weak one opens it'}."
    return f"{what} could not be looked at to the end: {problem or 'it did not say who may read it'}."


def probe_title(scheme: str) -> str:
    """What is called so when it has not said its name."""
    return f"the {scheme} store"
