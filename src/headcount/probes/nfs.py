"""NFS: which folders does it export, and to whom?

The portmapper is asked where the mount service is, and that for its list of exports. Nothing is mounted: a mount is noted by the
server, so that which files are there is not told.

Source: RFC 5531 (RPC), RFC 1833 (portmapper, version 2), RFC 1813 (mount protocol, version 3).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from headcount.model.posture import Reader, Severity
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.places import place
from headcount.probes.seen import Seen
from headcount.probes.wire import EndedError, Line

_WRONG = "it does not answer as NFS does"
_PORTMAPPER, _MOUNT = 100_000, 100_005
_USUAL, _PORTMAPPER_PORT = 2049, 111
_MOST_ANSWER = 1 << 20
_MOST_EXPORTS = 10_000
_NUMBER = 0x68C0DE
_EVERYBODY = {"*", "(everyone)", "everyone", "0.0.0.0/0", "::/0", "*.*"}


class NFS:
    """One for the shelf."""

    name = "nfs"
    schemes: Mapping[str, int] = {"nfs": _USUAL}
    advice: Mapping[str, Advice] = {
        "nfs/exports-to-all": Advice(
            Severity.HIGH,
            "Whoever reaches it mounts these folders, and reads every file whose number of owner he says that he is.",
            "# /etc/exports\n/srv/made 192.0.2.0/28(ro,root_squash,sec=krb5p)",
            "showmount -e HOST   # no line with * or (everyone)",
        ),
        "nfs/shows-exports": Advice(
            Severity.LOW,
            "It tells whoever reaches it which folders it exports, and to which machines.",
            "# /etc/nfs.conf\n[nfsd]\nvers3 = n\n# and let the firewall keep port 111 from strangers",
            "showmount -e HOST   # from another machine: no answer",
        ),
        "nfs/no-tls": Advice(
            Severity.MEDIUM,
            "Files can be read on the way, unless every export wants sec=krb5p or xprtsec=tls.",
            "# /etc/exports\n/srv/made 192.0.2.0/28(ro,sec=krb5p)",
            "exportfs -v   # on the server: sec=krb5p or xprtsec=tls in every line",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be. There is no credential to try: it believes addresses, or asks for a Kerberos ticket."""
        del weak
        seen = Seen("NFS", unit="files")
        mapper = _PORTMAPPER_PORT if target.port == _USUAL else target.port
        told = _call(line, mapper, _PORTMAPPER, 2, 3, struct.pack("!IIII", _MOUNT, 3, 6, 0))
        port = int.from_bytes(told[:4])
        seen.encrypted = False
        if not port:
            raise EndedError("it runs no mount service, and version 4, which needs none, was not asked", seen)
        if port >= 1 << 16:
            raise EndedError(_WRONG)
        exports = _exports(_call(line, port, _MOUNT, 3, 5))
        opened = [folder for folder, groups in exports if not groups or _EVERYBODY & set(groups)]
        seen.weaknesses["nfs/no-tls"] = ""
        if exports:
            seen.weaknesses["nfs/shows-exports"] = f"{len(exports)} folders"
        if opened:
            seen.reader, seen.weaknesses["nfs/exports-to-all"] = Reader.ANYONE, ", ".join(map(place, opened[:5]))
        else:
            seen.reader, seen.keeps = Reader.NOBODY, "exports no folder to everybody"
        return seen


def _call(line: Line, port: int, program: int, version: int, procedure: int, told: bytes = b"") -> bytes:
    """The answer to one call, over TCP and without a name."""
    body = struct.pack("!IIIIIIIIII", _NUMBER, 0, 2, program, version, procedure, 0, 0, 0, 0) + told
    with line.open(port=port) as wire:
        wire.send(struct.pack("!I", 1 << 31 | len(body)) + body)
        answer, last = b"", False
        while not last:
            head = int.from_bytes(wire.exactly(4))
            last, size = bool(head >> 31), head & 0x7FFFFFFF
            if not 0 < size <= _MOST_ANSWER - len(answer):
                raise EndedError(_WRONG)
            answer += wire.exactly(size)
    if len(answer) < 24:
        raise EndedError(_WRONG)
    number, kind, refused, _, size = struct.unpack("!IIIII", answer[:20])
    body = answer[20 + size + -size % 4 :]
    if (number, kind, refused) != (_NUMBER, 1, 0) or body[:4] != bytes(4):
        raise EndedError(_WRONG)
    return body[4:]


def _exports(told: bytes) -> list[tuple[str, list[str]]]:
    """Folders, each with the machines that may mount it."""
    found: list[tuple[str, list[str]]] = []
    at = 0

    def number() -> int:
        nonlocal at
        at += 4
        if at > len(told):
            raise EndedError(_WRONG)
        return int.from_bytes(told[at - 4 : at])

    def text() -> str:
        nonlocal at
        size = number()
        if size > len(told) - at:
            raise EndedError(_WRONG)
        at += size + -size % 4
        return told[at - size - -size % 4 : at - -size % 4].decode("utf-8", "replace")

    while number():
        folder, groups = text(), list[str]()
        while number():
            groups.append(text())
        found.append((folder, groups))
        if len(found) > _MOST_EXPORTS:
            raise EndedError(_WRONG)
    return found
