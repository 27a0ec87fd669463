"""How a store over HTTP is entered: who may ask, nobody, anyone, or whoever tries a weak credential."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Sequence

from headcount.model.posture import Reader
from headcount.probes.interface import Credential
from headcount.probes.seen import Seen
from headcount.probes.web import Answer, Web
from headcount.probes.wire import CertificateWantedError, EndedError, Line

REFUSED = frozenset({401, 403})
"""Statuses of a store that asks for a credential, or for another one."""


def first(line: Line, path: str = "/") -> tuple[Web, Answer]:
    """The answer to a first question: over TLS where it takes that, else in the clear.

    Raises:
        EndedError: nobody answers, or not in HTTP.
    """
    web = Web(line, tls=True)
    try:
        return web, web.get(path)
    except EndedError as error:
        if type(error) is not EndedError:
            raise
        if error.why.startswith("it hung up"):
            _hear(line)
    web = Web(line)
    return web, web.get(path)


def _hear(line: Line) -> None:
    """What wants a certificate says so at once; that can be lost when a question is on its way meanwhile.

    Raises:
        CertificateWantedError: it does want one.
    """
    try:
        with line.open(tls=True) as wire:
            wire.some()
    except CertificateWantedError:
        raise
    except EndedError:
        return


@contextlib.contextmanager
def keeping(seen: Seen) -> Iterator[None]:
    """What ends the look takes along what was seen by then."""
    try:
        yield
    except CertificateWantedError:
        seen.reader, seen.encrypted, seen.keeps = Reader.NOBODY, True, "asks for a client certificate"
    except EndedError as error:
        error.seen = error.seen or (seen if seen.encrypted is not None else None)
        raise
    except Exception as error:
        raise EndedError(f"the probe failed ({type(error).__name__}); please report it", seen) from error


def over(web: Web, seen: Seen, name: str) -> None:
    """Say whether what goes to and from it is encrypted."""
    seen.encrypted = web.tls
    if not web.tls:
        seen.weaknesses[f"{name}/no-tls"] = ""


def enter(
    web: Web,
    seen: Seen,
    weak: Sequence[Credential],
    path: str,
    fits: Callable[[Answer], bool],
    *,
    name: str,
    refused: Collection[int] = REFUSED,
    had: Answer | None = None,
) -> Answer | None:
    """Who may ask for a path: noted in `seen`, with `NAME/weak-password`; `web` keeps the credential that opened it.

    Args:
        web: of this store.
        seen: where the reader is noted.
        weak: credentials to try, each once, and only when the store asks for one.
        path: what only its readers should be told.
        fits: whether an answer is one of this product.
        name: the probe's.
        refused: statuses that ask for a credential.
        had: the first answer, where it is there already.

    Returns:
        The answer; None when strangers get none.

    Raises:
        EndedError: it sends elsewhere, or is another product.
    """
    answer = had or web.get(path)
    if answer.elsewhere:
        raise EndedError("it sends whoever asks elsewhere, which was not followed")
    if answer.status in refused:
        seen.reader = Reader.NOBODY
        for one in weak:
            web.credential = one
            answer = web.get(path)
            if answer.status == 200 and fits(answer):
                seen.reader = Reader.WEAK
                seen.weaknesses[f"{name}/weak-password"] = ""
                return answer
        web.credential = None
        return None
    if answer.status != 200 or not fits(answer):
        raise EndedError(f"it does not answer as {seen.product} does")
    seen.reader = Reader.ANYONE
    return answer
