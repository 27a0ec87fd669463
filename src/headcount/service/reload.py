"""Take over a changed configuration while running. A bad one changes nothing, and says where it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from headcount.config import Config, load
from headcount.errors import ConfigError
from headcount.service.logs import Log
from headcount.service.status import Status

PART = "configuration"


class Reloader:
    """Knows the configuration in force and takes over the next one, on SIGHUP."""

    def __init__(
        self, path: Path, config: Config, apply: Callable[[Config], None], fixed: frozenset[str], status: Status, log: Log
    ) -> None:
        """`apply` puts a configuration in force, or raises ConfigError before it has changed anything.

        `fixed` are the tables that need a new start: a change in them is refused as a whole, since half of a file in force is
        what nobody wrote.
        """
        self.config = config
        self._path, self._apply, self._fixed, self._status, self._log = path, apply, fixed, status, log

    def reload(self) -> bool:
        """Read the file again and put it in force; tells whether that was done."""
        try:
            new = self._read()
            self._apply(new)
        except ConfigError as error:
            self._status.problem(PART, "the changed file was not taken over; the log says where it is wrong")
            self._log.say("error", "configuration refused", file=str(self._path), reason=str(error))
            return False
        self.config = new
        self._status.problem(PART, "")
        self._status.count(reloads=1)
        self._log.say("info", "configuration taken over", file=str(self._path))
        return True

    def _read(self) -> Config:
        new = load(self._path)
        stuck = sorted(key for key in self._fixed if getattr(new, key) != getattr(self.config, key))
        if stuck:
            raise ConfigError(f"{self._path}: a change of {', '.join(stuck)} needs a new start; nothing was taken over")
        return new
