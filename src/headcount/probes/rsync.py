"""rsync daemons: which modules do they show and open to strangers, and what do the files hold?

Source: rsync's manual, rsyncd.conf(5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from headcount.model.posture import Reader, Severity
from headcount.probes import excerpts
from headcount.probes.entering import keeping
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.places import place
from headcount.probes.rsync_session import File, Folder, enter, greet, modules
from headcount.probes.seen import Sample, Seen
from headcount.probes.wire import Line, Wire

_MOST_MODULES, _MOST_FOLDERS, _MOST_FILES = 5, 2, 5
_LOCK = (
    "# /etc/rsyncd.conf, in every module\nauth users = THE-USER\nsecrets file = /etc/rsyncd.secrets\nhosts allow = 192.0.2.0/28\n"
    "list = no"
)


class Rsync:
    """One for the shelf."""

    name = "rsync"
    schemes: Mapping[str, int] = {"rsync": 873}
    advice: Mapping[str, Advice] = {
        "rsync/open-module": Advice(
            Severity.HIGH,
            "Whoever reaches it copies every file of these modules, without a password.",
            _LOCK,
            "rsync rsync://HOST:PORT/THE-MODULE/   # must ask for a password",
        ),
        "rsync/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open these modules.",
            "# /etc/rsyncd.secrets\nTHE-USER:A-LONG-RANDOM-PASSWORD",
            "rsync rsync://THE-USER@HOST:PORT/THE-MODULE/   # the weak password must answer: auth failed",
        ),
        "rsync/no-tls": Advice(
            Severity.MEDIUM,
            "Files can be read on the way: the daemon's protocol knows no encryption.",
            "# rsync over ssh instead of the daemon, or a tunnel before it:\n# /etc/rsyncd.conf\naddress = 127.0.0.1",
            "rsync rsync://HOST:PORT/   # from another machine: no answer",
        ),
        "rsync/shows-modules": Advice(
            Severity.LOW,
            "It tells whoever reaches it which modules there are.",
            "# /etc/rsyncd.conf, in every module\nlist = no",
            "rsync rsync://HOST:PORT/   # must show none",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        seen = Seen("rsync", unit="files")
        with keeping(seen):
            self._look(line, target, seen, weak)
        return seen

    def _look(self, line: Line, target: Target, seen: Seen, weak: Sequence[Credential]) -> None:
        with line.open() as wire:
            greet(wire)
            seen.encrypted, seen.weaknesses["rsync/no-tls"] = False, ""
            shown = modules(wire)
        named = target.path.strip("/").partition("/")[0]
        if shown:
            seen.weaknesses["rsync/shows-modules"] = ", ".join(map(place, shown[:5]))
        locked: list[str] = []
        for module in list(dict.fromkeys([named, *shown] if named else shown))[:_MOST_MODULES]:
            with _opened(line, module) as (wire, told):
                if told:
                    _noted(seen, Reader.ANYONE, "rsync/open-module", module)
                    _sample(wire, line, seen, module)
                elif told is None:
                    locked.append(module)
        if seen.reader is Reader.ANYONE:
            return
        seen.reader = Reader.NOBODY
        if not locked:
            seen.keeps = "opens no module to strangers" if shown else "shows no module to strangers"
        for one in weak[:3] if locked else []:
            with _opened(line, locked[0], one) as (wire, told):
                if told:
                    _noted(seen, Reader.WEAK, "rsync/weak-password", locked[0])
                    _sample(wire, line, seen, locked[0], one)
                    return


@contextmanager
def _opened(line: Line, module: str, weak: Credential | None = None) -> Iterator[tuple[Wire, bool | None]]:
    with line.open() as wire:
        greet(wire)
        yield wire, enter(wire, module, weak)


def _noted(seen: Seen, reader: Reader, code: str, module: str) -> None:
    seen.reader = reader
    seen.weaknesses[code] = ", ".join(filter(None, (seen.weaknesses.get(code, ""), place(module))))


def _sample(wire: Wire, line: Line, seen: Seen, module: str, weak: Credential | None = None) -> None:
    """Count the uppermost folder's files and those of some folders in it, and sample those that can be read here."""
    files = _read(Folder(wire, module), line, seen, module)
    inner = [file for file in files if file.folder and file.name not in {b".", b".."} and not set(file.name) & set(b"/\n\r\0")]
    for file in inner[:_MOST_FOLDERS]:
        path = f"{module}/{_text(file)}"
        with _opened(line, module, weak) as (other, told):
            if told:
                _read(Folder(other, path), line, seen, path)


def _read(folder: Folder, line: Line, seen: Seen, path: str) -> list[File]:
    """Count one folder and sample some of its files: of one that is long the beginning, as the last."""
    files = folder.files()
    seen.estimate = (seen.estimate or 0) + sum(file.regular for file in files)
    wanted = [at for at, file in enumerate(files) if file.regular and file.size and excerpts.readable(_text(file))]
    wanted = sorted(wanted, key=lambda at: files[at].size > excerpts.ENOUGH)[:_MOST_FILES]
    left = line.bounds.rows - sum(len(sample.rows) for sample in seen.samples)
    for number, at in enumerate(wanted):
        share = left // (len(wanted) - number)
        rows = excerpts.rows(folder.beginning(at, excerpts.ENOUGH), share) if share > 0 else []
        left -= len(rows)
        if rows:
            seen.samples.append(Sample(f"{path}/{_text(files[at])}", rows))
        if files[at].size > excerpts.ENOUGH:
            break
    return files


def _text(file: File) -> str:
    return file.name.decode("utf-8", "replace")
