"""The store as one thing: what is opened, handed around and closed."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from headcount.console.state.api_tokens import ApiTokens
from headcount.console.state.attempts import Attempts
from headcount.console.state.audit import Audit
from headcount.console.state.database import Database
from headcount.console.state.documents import Documents
from headcount.console.state.flows import Flows
from headcount.console.state.known import KnownClients
from headcount.console.state.links import Links
from headcount.console.state.looks import Looks
from headcount.console.state.notes import Notes
from headcount.console.state.sessions import Sessions
from headcount.console.state.users import Users


class State:
    """One store. Any thread and any process may come.

    Example: rules in two versions.

        >>> import datetime as dt, pathlib, tempfile
        >>> folder, now = tempfile.TemporaryDirectory(), dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
        >>> with State(pathlib.Path(folder.name) / "people.console") as state:
        ...     _ = state.documents.write("rules", "# none", "ann", now)
        ...     _ = state.documents.write("rules", "# still none", "ben", now, after=1)
        ...     print([(one.version, one.by) for one in state.documents.versions("rules")])
        [(2, 'ben'), (1, 'ann')]
        >>> folder.cleanup()
    """

    def __init__(self, place: str | Path) -> None:
        """Open it in a file of its own, which is made, or at an SQLAlchemy URL.

        Raises:
            LedgerError: it cannot be opened, or is of a newer headcount.
        """
        self._database = Database(str(place))
        self.name = self._database.name
        """The store's own random name."""
        self.users = Users(self._database)
        self.sessions = Sessions(self._database)
        self.tokens = ApiTokens(self._database)
        self.links = Links(self._database)
        self.flows = Flows(self._database)
        self.attempts = Attempts(self._database)
        self.audit = Audit(self._database)
        self.looks = Looks(self._database)
        self.known = KnownClients(self._database)
        self.documents = Documents(self._database)
        self.notes = Notes(self._database)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Let go of it."""
        self.close()

    def close(self) -> None:
        """Let go of it."""
        self._database.close()
