"""Files that a site should not serve: listings of folders, settings, histories, and backups at the root of a site of ours.

Nothing is guessed beyond the names written here, and a file counts only when its first bytes are what its name says.

Source: documentation of nginx (autoindex), Apache httpd (mod_autoindex), IIS and Python's http.server for their listings;
git's repository layout; RFC 9110 for ranges.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote, urljoin, urlsplit

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import REFUSED, keeping
from headcount.probes.excerpts import ENOUGH, readable, rows
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import Answer, Web, version_in
from headcount.probes.wire import Line

_DENY = (
    "# nginx\nlocation ~ /\\.(?!well-known/) { return 404; }\nlocation ~* \\.(sql|bak|dump|sqlite3?|db|gz|zip)$ { return 404; }"
)
_LISTING = re.compile(
    r"<title>\s*(Index of|Directory listing for|Listing of)\b|\[To Parent Directory\]|<h1>\s*(Index of|Directory listing for)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"""<a\s[^<>]{0,500}?href\s{0,9}=\s{0,9}["']?([^"'>\s]{1,2000})""", re.IGNORECASE)
_GIT = re.compile(rb"ref: refs/[\w./-]+\s*|[0-9a-f]{40}\s*")
_SETTING = re.compile(rb"(?:^|\n)\s*(?:export\s+)?[A-Za-z_][A-Za-z0-9_.]*\s*=\s*\S")
_DUMP = re.compile(rb"(?i)\b(CREATE TABLE|INSERT INTO|DROP TABLE|mysqldump|PostgreSQL database dump|MariaDB dump|COPY \S+ \()")
_PACKED = re.compile(rb"\x1f\x8b|PK\x03\x04")
_DATABASE = re.compile(rb"SQLite format 3\x00")
_NAMES: Mapping[str, tuple[str, re.Pattern[bytes]]] = {
    "/.env": ("web_files/settings", _SETTING),
    "/.git/HEAD": ("web_files/history", _GIT),
    "/backup.sql": ("web_files/backup", _DUMP),
    "/dump.sql": ("web_files/backup", _DUMP),
    "/database.sql": ("web_files/backup", _DUMP),
    "/backup.sql.gz": ("web_files/backup", _PACKED),
    "/dump.sql.gz": ("web_files/backup", _PACKED),
    "/backup.tar.gz": ("web_files/backup", _PACKED),
    "/backup.zip": ("web_files/backup", _PACKED),
    "/db.sqlite": ("web_files/backup", _DATABASE),
    "/db.sqlite3": ("web_files/backup", _DATABASE),
}
"""What is asked for: the weakness that it is, and what it must look like."""
_MOST_LISTED = 6


class WebFiles:
    """One for the shelf."""

    name = "web_files"
    schemes: Mapping[str, int] = {"http": 80, "https": 443}
    advice: Mapping[str, Advice] = {
        "web_files/backup": Advice(
            Severity.HIGH,
            "Whoever knows the usual names downloads copies of the database.",
            f"{_DENY}\n# and keep backups outside of the folder that is served",
            "curl -s -o /dev/null -w '%{http_code}' http://HOST:PORT/backup.sql   # must be 404",
        ),
        "web_files/settings": Advice(
            Severity.HIGH,
            "Whoever asks reads the site's settings, with the passwords of what is behind it. Change these as well.",
            _DENY,
            "curl -s -o /dev/null -w '%{http_code}' http://HOST:PORT/.env   # must be 404",
        ),
        "web_files/history": Advice(
            Severity.HIGH,
            "Whoever asks copies the whole history of its source, with all that was ever written into it.",
            _DENY,
            "curl -s -o /dev/null -w '%{http_code}' http://HOST:PORT/.git/HEAD   # must be 404",
        ),
        "web_files/listing": Advice(
            Severity.HIGH,
            "Whoever asks sees the names of all files in a folder, and downloads them.",
            "# nginx\nautoindex off;\n# Apache httpd\nOptions -Indexes",
            "curl -s http://HOST:PORT/   # must not list files",
        ),
        "web_files/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it.",
            "htpasswd -B /etc/nginx/htpasswd USER",
            "curl -s -o /dev/null -w '%{http_code}' -u THE-WEAK-ONE http://HOST:PORT/   # must be 401",
        ),
        "web_files/no-tls": Advice(
            Severity.MEDIUM,
            "Pages and passwords can be read on the way.",
            "# nginx\nserver { listen 80; return 301 https://$host$request_uri; }",
            "curl -s -o /dev/null -w '%{http_code}' http://HOST:PORT/   # must be 301 or 308",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        seen = Seen("Web server", unit="files", encrypted=target.scheme == "https")
        with keeping(seen):
            web = Web(line, tls=bool(seen.encrypted))
            with web.kept():
                root = web.ask("GET", f"{target.path}/", most=ENOUGH * 4)
                told = root.headers.get("server", "")
                seen.product, seen.version = _product(told), version_in(told)
                page = self._entered(web, f"{target.path}/", root, seen, weak)
                if page is not None:
                    _listed(web, f"{target.path}/", page, line, seen)
                    for name in _NAMES:
                        _file(web, target.path, name, line, seen)
        return seen

    @staticmethod
    def _entered(web: Web, path: str, root: Answer, seen: Seen, weak: Sequence[Credential]) -> Answer | None:
        """Its first page, or None where there is nothing more to ask."""
        seen.reader = Reader.NOBODY
        if root.elsewhere:
            where = urlsplit(urljoin(f"http://{web.line.host}/", root.headers.get("location", "")))
            if not web.tls and where.scheme == "https":
                seen.keeps = "serves nothing in the clear and sends whoever asks to https, which was not followed"
                return None
            if where.hostname != web.line.host:
                seen.keeps = "sends whoever asks to another site, which was not followed"
                return None
        if not web.tls:
            seen.weaknesses["web_files/no-tls"] = ""
        seen.keeps = "serves none of the files that were asked for, and lists no folder"
        if root.status not in REFUSED or "www-authenticate" not in root.headers:
            return root
        seen.keeps = ""
        for one in weak:
            web.credential = one
            root = web.ask("GET", path, most=ENOUGH * 4)
            if root.status == 200:
                seen.reader = Reader.WEAK
                seen.weaknesses["web_files/weak-password"] = ""
                return root
        web.credential = None
        return None


def _product(told: str) -> str:
    """The name in a `Server` header, where it is one."""
    name = told.partition("/")[0].partition(" ")[0]
    return name if re.fullmatch(r"[A-Za-z][A-Za-z-]{1,30}", name) else "Web server"


def _found(web: Web, seen: Seen, code: str, name: str) -> None:
    if web.credential is None:
        seen.reader = Reader.ANYONE
    had = seen.weaknesses.get(code)
    seen.weaknesses[code] = f"{had}, {name}" if had else name


def _listed(web: Web, base: str, root: Answer, line: Line, seen: Seen) -> None:
    """A listing and, of the files in it, the beginnings of a few that can be read here; only below the same folder."""
    text = root.text()
    if root.status != 200 or not _LISTING.search(text):
        return
    names = dict.fromkeys(name for link in _LINK.findall(text) if (name := _below(base, html.unescape(link))))
    files = [name for name in names if not name.endswith("/")]
    _found(web, seen, "web_files/listing", f"{len(files)} files, {len(names) - len(files)} folders")
    seen.estimate = (seen.estimate or 0) + len(files)
    for name in [one for one in files if readable(one)][:_MOST_LISTED]:
        got = web.ask("GET", name, headers={"Range": f"bytes=0-{ENOUGH - 1}"}, most=ENOUGH)
        found = rows(got.body, line.bounds.rows) if got.status in {200, 206} else []
        if found:
            seen.samples.append(Sample(unquote(name.removeprefix(base)), found))


def _below(base: str, link: str) -> str:
    """The path of a link into the same folder or below it; empty for any other."""
    if base != "/" or link.strip("/").count("/") == 0:  # from the root, a link that leads deeper is one of the site's own
        link = link.removeprefix(base)
    if link.startswith(("?", "#", "/", ".")) or "//" in link or ":" in link.partition("/")[0] or not link.isprintable():
        return ""
    path = link.partition("?")[0].partition("#")[0]
    return base + path if path.isascii() and " " not in path and ".." not in unquote(path).split("/") else ""


def _file(web: Web, base: str, name: str, line: Line, seen: Seen) -> None:
    code, looks = _NAMES[name]
    got = web.ask("GET", f"{base}{name}", headers={"Range": f"bytes=0-{ENOUGH - 1}"}, most=ENOUGH)
    start = got.body[:4096]
    if got.status not in {200, 206} or b"<html" in start.lower() or b"<!doctype" in start.lower():
        return
    if not (looks.search(start) if looks in {_DUMP, _SETTING} else looks.match(start)):
        return
    _found(web, seen, code, name[1:])
    seen.estimate = (seen.estimate or 0) + 1
    found = [] if looks is _GIT else rows(got.body, line.bounds.rows)
    if found:
        seen.samples.append(Sample(name[1:], found))
