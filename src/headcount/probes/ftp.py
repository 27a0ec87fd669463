"""FTP: does it let anonymous in, and what do the files hold?

Source: RFC 959 (FTP), RFC 1635 (anonymous FTP), RFC 2428 (EPSV), RFC 4217 (AUTH TLS). The address that a server names for its
data is not believed: only the port, of the same host, is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from headcount.model.posture import Reader, Severity
from headcount.probes import excerpts
from headcount.probes.entering import keeping
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import version_in
from headcount.probes.wire import EndedError, Line, Wire

_WRONG = "it does not answer as FTP does"
_MOST_FOLDERS, _MOST_FILES = 4, 5
_MOST_LISTING = 1 << 18
_BUSY = {421, 450, 451, 452}
_ANONYMOUS = Credential("anonymous", "anonymous@")
_UNIX = re.compile(r"^([-dl])[-rwxsStTl]{9}\S*\s+\d+\s+\S+\s+\S+\s+(\d+)\s+\w+\s+\d+\s+[\d:]+\s(.+)$")
_DOS = re.compile(r"^\d\d-\d\d-\d{2,4}\s+\d\d:\d\d[AP]M\s+(<DIR>|\d+)\s+(.+)$")


class FTP:
    """One for the shelf."""

    name = "ftp"
    schemes: Mapping[str, int] = {"ftp": 21}
    advice: Mapping[str, Advice] = {
        "ftp/anonymous": Advice(
            Severity.HIGH,
            "Whoever reaches it logs in as anonymous and takes away every file that is shown.",
            "# /etc/vsftpd.conf\nanonymous_enable=NO",
            "curl ftp://HOST:PORT/   # must answer: Access denied",
        ),
        "ftp/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it.",
            "passwd THE-USER",
            "curl -u THE-USER ftp://HOST:PORT/   # the weak password must answer: Access denied",
        ),
        "ftp/no-tls": Advice(
            Severity.MEDIUM,
            "Files and passwords can be read on the way.",
            "# /etc/vsftpd.conf\nssl_enable=YES\nforce_local_logins_ssl=YES\nforce_local_data_ssl=YES\n"
            "rsa_cert_file=/etc/vsftpd/server.pem\n# better: sftp of OpenSSH instead of FTP",
            "curl --ssl-reqd ftp://HOST:PORT/",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        seen = Seen("FTP server", unit="files")
        with keeping(seen):
            self._look(line, target, seen, weak)
        return seen

    def _look(self, line: Line, target: Target, seen: Seen, weak: Sequence[Credential]) -> None:
        with line.open() as wire:
            _greeted(wire, seen)
            seen.encrypted = _say(wire, "AUTH TLS")[0] in {234, 334}
        if not seen.encrypted:
            seen.weaknesses["ftp/no-tls"] = ""
        ways = [(_ANONYMOUS, Reader.ANYONE, "ftp/anonymous", False)]
        ways += [(_ANONYMOUS, Reader.ANYONE, "ftp/anonymous", True)] if seen.encrypted else []  # where it wants TLS of all
        ways += [(one, Reader.WEAK, "ftp/weak-password", bool(seen.encrypted)) for one in weak[:4]]
        for credential, reader, code, tls in ways:
            with ExitStack() as stack:
                wire = stack.enter_context(line.open())
                _greeted(wire, seen)
                if not _entered(wire, credential, tls=tls):
                    seen.reader = Reader.NOBODY
                    continue
                seen.reader, seen.weaknesses[code] = reader, "" if reader is Reader.ANYONE else f"user {credential.user}"
                _files(wire, line, seen, target.path or "/")
                return


def _greeted(wire: Wire, seen: Seen) -> None:
    code, text = _answer(wire)
    if code != 220:
        raise EndedError(_WRONG)
    for product in ("vsFTPd", "ProFTPD", "Pure-FTPd", "FileZilla", "Microsoft FTP"):
        if product in text:
            seen.product, seen.version = product, version_in(text.partition(product)[2])


def _entered(wire: Wire, one: Credential, *, tls: bool) -> bool:
    """Whether a user is let in; over TLS, with data in the clear, where that is wished."""
    if tls:
        if _say(wire, "AUTH TLS")[0] != 234:
            return False
        wire.encrypt()
        _say(wire, "PBSZ 0")
        _say(wire, "PROT C")
    if set(one.user + one.password) & set("\r\n\0"):
        return False
    code, _ = _say(wire, f"USER {one.user}")
    if code == 331:
        code, _ = _say(wire, f"PASS {one.password}")
    if code in _BUSY:
        raise EndedError("it takes no more connections now")
    return code == 230


def _files(wire: Wire, line: Line, seen: Seen, top: str) -> None:
    """Count the files of some folders, the upper ones first, and sample some of those that can be read here."""
    _say(wire, "TYPE I")
    folders, files, asked = [top.rstrip("/") or "/"], [], 0
    while folders and asked < min(_MOST_FOLDERS, line.bounds.containers):
        folder, asked = folders.pop(0), asked + 1
        for name, kind in _listed(_fetched(wire, line, f"LIST {folder}", _MOST_LISTING)):
            path = f"{folder.rstrip('/')}/{name}"
            if kind == "d":
                folders.append(path)
            elif kind == "-":
                files.append(path)
        seen.estimate = len(files)
    telling = [path for path in files if excerpts.readable(path)][:_MOST_FILES]
    for place, path in enumerate(telling):
        share = -(-line.bounds.rows // len(telling)) if line.bounds.rows else 0
        rows = excerpts.rows(_fetched(wire, line, f"RETR {path}", excerpts.ENOUGH), share) if share else []
        if rows:
            seen.samples.append(Sample(path.rpartition("/")[2] or f"file {place}", rows))


def _listed(data: bytes) -> list[tuple[str, str]]:
    """Names with `d` for a folder and `-` for a file, of a listing as Unix or DOS writes it; links are left out."""
    found: list[tuple[str, str]] = []
    for row in data.decode("utf-8", "replace").splitlines():
        unix, dos = _UNIX.match(row), _DOS.match(row)
        name, kind = (unix[3], unix[1]) if unix else (dos[2], "d" if dos[1] == "<DIR>" else "-") if dos else ("", "")
        if name not in {"", ".", ".."} and kind in {"d", "-"} and not set(name) & set("/\r\n\0"):
            found.append((name, kind))
    return found


def _fetched(wire: Wire, line: Line, command: str, most: int) -> bytes:
    """What a command sends over a data connection, `most` bytes of it; empty where it refuses."""
    port = _port(wire)
    if not port:
        return b""
    parts = bytearray()
    with line.open(port=port) as data:
        code, _ = _say(wire, command)
        if code not in {125, 150}:
            return b""
        while len(parts) < most and (told := data.some()):
            parts += told
    _answer(wire)
    return bytes(parts[:most])


def _port(wire: Wire) -> int:
    """Where the data is; 0 where it does not say."""
    code, text = _say(wire, "EPSV")
    found = re.search(r"\(\|\|\|(\d{1,5})\|\)", text)
    if code == 229 and found:
        return int(found[1]) if 0 < int(found[1]) < 65_536 else 0
    code, text = _say(wire, "PASV")
    found = re.search(r"(?:\d{1,3},){4}(\d{1,3}),(\d{1,3})", text)
    return (int(found[1]) & 0xFF) << 8 | int(found[2]) & 0xFF if code == 227 and found else 0


def _say(wire: Wire, command: str) -> tuple[int, str]:
    wire.send(command.encode() + b"\r\n")
    return _answer(wire)


def _answer(wire: Wire) -> tuple[int, str]:
    """Code and text of one answer, of one line or of many."""
    first = wire.until(b"\n", 4096)
    code = first[:3]
    if not code.isdigit() or first[3:4] not in b" -\r\n":
        raise EndedError(_WRONG)
    text = first
    while first[3:4] == b"-" and not (text.startswith(code) and text[3:4] in b" \r\n"):
        text = wire.until(b"\n", 4096)
    return int(code), (first + text).decode("utf-8", "replace")
