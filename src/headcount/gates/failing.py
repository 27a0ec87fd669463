"""What a gate answers when headcount itself fails: the site goes on, apart from the paths that are rather closed."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from urllib.parse import unquote


class FailPolicy:
    """Open by default, closed by path. It needs neither routes nor clients, which may be what failed."""

    def __init__(self, *, open_by_default: bool = True, closed: Sequence[str] = ()) -> None:
        """`closed` are beginnings of paths, such as `/patients/`, that are refused although the default is open."""
        self._open = open_by_default
        self._closed = tuple("/" + path.lstrip("/") for path in closed)

    def lets(self, target: str) -> bool:
        """Whether a request passes without a decision. Other spellings of a closed path are closed too."""
        if not self._open or not self._closed:
            return self._open
        path = unquote(target.partition("?")[0], errors="replace")
        plain = posixpath.normpath("/" + path.lstrip("/"))
        return not plain.startswith(self._closed) and not f"{plain}/".startswith(self._closed)
