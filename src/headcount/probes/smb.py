"""SMB file servers: may strangers connect without a name, which shares do they see, and what do the files hold?

No password is tried: how Windows and Samba check one rests on a hash (MD4) that is no longer at hand.

Source: [MS-SMB2], Samba's manual (smb.conf: map to guest, restrict anonymous, guest ok, server smb encrypt).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from headcount.model.posture import Reader, Severity
from headcount.probes import excerpts
from headcount.probes.entering import keeping
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.places import place
from headcount.probes.seen import Sample, Seen
from headcount.probes.smb_session import DISK, WRONG, File, RefusedError, Session
from headcount.probes.wire import EndedError, Line

_BUSY = {0xC0000017, 0xC000009A, 0xC00000D0, 0xC0000205}
"""Statuses that are no lock: no memory, no resources, request not accepted, no resources on the server (MS-ERREF, 2.3.1)."""
_MOST_SHARES, _MOST_FOLDERS, _MOST_FILES = 10, 3, 5


class SMB:
    """One for the shelf."""

    name = "smb"
    schemes: Mapping[str, int] = {"smb": 445}
    advice: Mapping[str, Advice] = {
        "smb/guest-shares": Advice(
            Severity.HIGH,
            "Whoever reaches it reads the files of these shares, without a name and a password.",
            "# /etc/samba/smb.conf\n[global]\nmap to guest = never\nrestrict anonymous = 2\n[THE-SHARE]\nguest ok = no",
            "smbclient -N -p PORT //HOST/THE-SHARE -c ls   # must answer: NT_STATUS_ACCESS_DENIED",
        ),
        "smb/lists-shares": Advice(
            Severity.MEDIUM,
            "It tells whoever reaches it which shares there are.",
            "# /etc/samba/smb.conf\n[global]\nrestrict anonymous = 2",
            "smbclient -N -p PORT -L HOST   # must answer: NT_STATUS_ACCESS_DENIED",
        ),
        "smb/no-encryption": Advice(
            Severity.MEDIUM,
            "Files can be read on the way: it encrypts with nobody, or strangers are let in, with whom it cannot.",
            "# /etc/samba/smb.conf\n[global]\nserver min protocol = SMB3\nserver smb encrypt = required",
            "smbclient -U THE-USER -p PORT --client-protection=encrypt //HOST/THE-SHARE -c ls",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        del weak
        seen = Seen("SMB server", unit="files")
        with keeping(seen), line.open() as wire:
            self._look(Session(wire, line.host), line, target, seen)
        return seen

    @staticmethod
    def _look(session: Session, line: Line, target: Target, seen: Seen) -> None:
        try:
            session.greet()
        except RefusedError as refused:
            raise EndedError(WRONG) from refused
        seen.encrypted, seen.version = session.encrypts, f"{session.dialect >> 8}.{session.dialect >> 4 & 15}"
        if not session.encrypts:
            seen.weaknesses["smb/no-encryption"] = ""
        try:
            session.enter()
        except RefusedError as refused:
            if refused.args[0] in _BUSY:
                raise EndedError("it answers, and takes nobody now") from refused
            seen.reader = Reader.NOBODY
            return
        shown = _shown(session)
        if shown:
            seen.weaknesses["smb/lists-shares"] = ", ".join(map(place, shown[:5]))
        named = target.path.strip("/").partition("/")[0]
        opened = [
            share for share in dict.fromkeys(filter(None, (named, *shown[:_MOST_SHARES]))) if _sampled(session, line, seen, share)
        ]
        if opened:
            seen.reader, seen.encrypted = Reader.ANYONE, False
            seen.weaknesses |= {"smb/guest-shares": ", ".join(map(place, opened[:5])), "smb/no-encryption": ""}
        else:
            seen.reader, seen.keeps = Reader.NOBODY, "opens no share to strangers"


def _shown(session: Session) -> list[str]:
    """The shares with files that it lists to strangers."""
    try:
        return [name for name, kind in session.shares() if kind == DISK]
    except RefusedError:
        return []


def _sampled(session: Session, line: Line, seen: Seen, share: str) -> bool:
    """Whether a share is opened to strangers; its uppermost folders are counted, and some files read."""
    try:
        session.connect(share)
        files = {"": session.files("")}
    except RefusedError:
        return False
    seen.reader = Reader.ANYONE
    for folder in [file.name for file in files[""] if file.folder][:_MOST_FOLDERS]:
        try:
            files[folder] = session.files(folder)
        except RefusedError:
            continue
    seen.estimate = (seen.estimate or 0) + sum(not file.folder for found in files.values() for file in found)
    wanted = [(folder, file) for folder, found in files.items() for file in found if _telling(file)][:_MOST_FILES]
    left = line.bounds.rows - sum(len(sample.rows) for sample in seen.samples)
    for number, (folder, file) in enumerate(wanted):
        share_of_rows = left // (len(wanted) - number)
        path = f"{folder}\\{file.name}" if folder else file.name
        try:
            rows = excerpts.rows(session.beginning(path, excerpts.ENOUGH), share_of_rows) if share_of_rows > 0 else []
        except RefusedError:
            continue
        left -= len(rows)
        if rows:
            seen.samples.append(Sample(f"{share}/{file.name}", rows))
    return True


def _telling(file: File) -> bool:
    return not file.folder and file.size > 0 and excerpts.readable(file.name)
