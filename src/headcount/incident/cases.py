"""Cases: the incidents of one ledger, what was done about them, and the log that proves it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from headcount.errors import UsageError
from headcount.incident.hearing import Hearing
from headcount.incident.joining import GAP
from headcount.incident.signals import signal_of
from headcount.incident.states import moved, stamped
from headcount.incident.store import IncidentStore
from headcount.model.finding import Finding
from headcount.model.incident import Change, ClientName, Incident, Signal, State, Tie

HEADCOUNT = "headcount"
"""Who changes what nobody else does."""
Incidents = list[Incident]
Changes = list[Change]


class Cases:
    """The incidents in one store. Any thread and any process may come; every change is in the log.

    Example: a finding becomes an incident, and a person takes it up.

        >>> import datetime as dt, pathlib, tempfile
        >>> from headcount.model.incident import Signal, State
        >>> hour = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
        >>> told = "account ann was shown 1,200 different records", ("/orders/{id}",), "SELECT 1200"
        >>> folder = tempfile.TemporaryDirectory()
        >>> with Cases(pathlib.Path(folder.name) / "people.incidents") as cases:
        ...     [incident] = cases.hear([Signal("slow_crawl", "account", "ann", 1200, None, hour, hour, 90.0, 30.0, *told)])
        ...     taken = cases.move(incident.number, State.TRIAGED, by="privacy office")
        ...     print(taken.title, "|", *(change.what for change in cases.changes(incident.number)), "|", cases.verify())
        Slow crawl by account ann | opened joined state | []
        >>> folder.cleanup()
    """

    def __init__(self, place: str | Path, gap: dt.timedelta = GAP) -> None:
        """Open the store in a file of its own, which is made, or at an SQLAlchemy URL.

        Args:
            place: the file or the URL.
            gap: longest time between findings that belong together.

        Raises:
            LedgerError: it cannot be opened, or is of another version.
        """
        self._store, self._gap = IncidentStore(str(place)), gap

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Let go of the store."""
        self.close()

    def hear(
        self,
        findings: Iterable[Finding | Signal],
        ties: Iterable[Tie] = (),
        at: dt.datetime | None = None,
    ) -> Incidents:
        """Join findings into incidents; the same ones heard again change nothing but their figures.

        Args:
            findings: in any order; the incidents are the same. Of a `Finding` on many clients their lens is told by the form of
                their names; `incident.signals.signal_of` takes it as well.
            ties: which of their clients were shown the same people, or are of one cohort (`incident.people`, `incident.cohorts`).
            at: when they reached the operator's system; now, unless told.

        Returns:
            Every incident that one of them belongs to, as it stands now, by number.

        Raises:
            LedgerError: the store cannot be written.
        """
        signals = [one if isinstance(one, Signal) else signal_of(one) for one in findings]
        with self._store.writing() as writing:
            return Hearing(writing, ties, self._gap, at or _now(), HEADCOUNT).hear(signals)

    def get(self, number: int) -> Incident:
        """The incident of this number.

        Raises:
            UsageError: there is none.
        """
        incident = self._store.numbered(number)
        if incident is None:
            raise UsageError(_missing(number))
        return incident

    def changes(self, number: int | None = None) -> Changes:
        """The log of one incident, or of all, oldest first."""
        return self._store.changes(number)

    def move(
        self, number: int, state: State, by: str, at: dt.datetime | None = None, why: str = "", explanation: str | None = None
    ) -> Incident:
        """Bring an incident to another state.

        Args:
            number: which.
            state: `NEW` is for headcount alone; a false alarm needs an explanation.
            by: a person's login or role.
            at: since when it is so; now, unless told. The stamp of the state is set to it.
            why: kept in the log.
            explanation: kept for the clients, and shown with their next finding.

        Raises:
            UsageError: there is no such incident, or it cannot be in that state then.
        """
        if state is State.NEW:
            raise UsageError("an incident is new only before somebody has looked; reopen it as triaged")
        if state is State.FALSE_ALARM and not (explanation or "").strip():
            raise UsageError("a false alarm needs its explanation: it is shown when the same client is found again")

        def change(incident: Incident) -> tuple[Incident, str]:
            after = moved(incident, state, at or _now())
            since = f", since {_iso(at)}" if at else ""
            return after, f"{_word(incident.state)} to {_word(state)}{since}{f': {why}' if why else ''}"

        return self._change(number, by, "state", change, explanation)

    def stamp(self, number: int, name: str, at: dt.datetime, by: str) -> Incident:
        """Set a stamp anew: when something became known, or was so; the clocks of the laws start there.

        Raises:
            UsageError: there is no such incident or stamp, or the time cannot be.
        """

        def change(incident: Incident) -> tuple[Incident, str]:
            before = getattr(incident.stamps, name, None)
            after = stamped(incident, name, at)
            return after, f"{name}: {_iso(at)}{f' (was {_iso(before)})' if before else ''}"

        return self._change(number, by, "stamp", change)

    def assign(self, number: int, owner: str, by: str) -> Incident:
        """Say who handles it; empty: nobody."""
        return self._change(
            number, by, "owner", lambda one: (msgspec.structs.replace(one, owner=owner), owner or "nobody"), same=True
        )

    def note(self, number: int, text: str, by: str) -> Change:
        """Write something down about it. Not for a person's data: the log is kept for good."""
        return self.add(number, "note", text, by)

    def explain(self, number: int, text: str, by: str) -> Incident:
        """Say what is known about its clients; it is shown with their next finding, whatever becomes of this one."""
        return self._change(number, by, "explanation", lambda one: (msgspec.structs.replace(one, explanation=text), text))

    def add(self, number: int, what: str, detail: str, by: str) -> Change:
        """Add an entry to its log that changes nothing: `note`, `pack`, `export` ...

        Raises:
            UsageError: there is no such incident.
        """
        with self._store.writing() as writing:
            incident = writing.numbered(number)
            if incident is None:
                raise UsageError(_missing(number))
            return writing.enter(incident, _now(), by, what, detail)

    def entries(self) -> int:
        """How many entries the log has: another number says that something has changed.

        Raises:
            LedgerError: it cannot be read.
        """
        return self._store.entries()

    def verify(self) -> list[str]:
        """What in the store is not as it was written, one sentence each; empty when everything is.

        Raises:
            LedgerError: it cannot be read at all.
        """
        return self._store.problems()

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def list(self, states: Collection[State] | None = None) -> Incidents:
        """The incidents in these states (all, unless told), by number; those that became part of another are left out."""
        wanted = tuple(State) if states is None else states
        return [incident for incident in self._store.incidents(wanted) if not incident.part_of]

    def of_client(self, lens: str, name: str) -> Incidents:
        """The incidents that a client is in, by number; those that became part of another are left out."""
        return self._store.of_client(ClientName(lens, name))

    def ends(self, states: Collection[State], limit: int) -> Incidents:
        """So many of the newest in these open states and so many of the oldest, by number, each once."""
        return self._store.ends(states, limit)

    def counts(self) -> dict[State, int]:
        """How many incidents are in each state; states that none is in are left out."""
        return self._store.counts()

    def _change(
        self,
        number: int,
        by: str,
        what: str,
        change: Callable[[Incident], tuple[Incident, str]],
        explanation: str | None = None,
        *,
        same: bool = False,
    ) -> Incident:
        with self._store.writing() as writing:
            incident = writing.numbered(number)
            if incident is None:
                raise UsageError(_missing(number))
            after, detail = change(incident)
            if same and after == incident:
                return incident
            entries = [(what, detail)]
            if explanation is not None and explanation.strip():
                after = msgspec.structs.replace(after, explanation=explanation.strip())
                entries.append(("explanation", explanation.strip()))
            writing.put(after)
            for kind, told in entries:
                writing.enter(after, _now(), by, kind, told)
            return after


def _missing(number: int) -> str:
    return f"there is no incident {number}; headcount incident list shows which there are"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _iso(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="minutes").replace("+00:00", "Z")


def _word(state: State) -> str:
    return state.value.replace("_", " ")
