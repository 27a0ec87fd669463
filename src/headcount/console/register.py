"""The register of clients as the console's store keeps it: which are our own, and what was written down about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from headcount.console.interface import ClientNote, KnownClient
from headcount.console.state import known, notes


class KeptRegister:
    """Implements `console.interface.Register`."""

    def __init__(self, clients: known.KnownClients, written: notes.Notes, clock: Callable[[], dt.datetime]) -> None:
        """`clients` and `written` are tables of one store; `clock` says what time it is, UTC."""
        self._clients, self._notes, self._clock = clients, written, clock

    def known(self, lens: str, name: str) -> KnownClient | None:
        """What was declared of a client; None when nothing was."""
        found = self._clients.get(lens, name)
        return None if found is None else _told(found)

    def declare(self, lens: str, name: str, owner: str, people: int | None, note: str, by: str) -> KnownClient:
        """Say that a client is the operator's own; what was declared of it before is replaced."""
        declared = known.KnownClient(lens, name, owner, people, note, by, self._clock())
        self._clients.put(declared)
        return _told(declared)

    def forget(self, lens: str, name: str) -> bool:
        """Take that back; whether there was something to take back."""
        return self._clients.remove(lens, name)

    def notes(self, lens: str, name: str) -> Sequence[ClientNote]:
        """What was written down about a client, newest first."""
        return [ClientNote(one.text, one.by, one.at) for one in self._notes.of(lens, name)]

    def note(self, lens: str, name: str, text: str, by: str) -> ClientNote:
        """Write something down about a client."""
        made = ClientNote(text, by, self._clock())
        self._notes.add(lens, name, text, by, made.at)
        return made


def _told(one: known.KnownClient) -> KnownClient:
    return KnownClient(one.lens, one.name, one.owner, one.people, one.note, one.by, one.at)
