"""Jupyter: whoever gets in reads all files of its user and runs what they like.

Source: Jupyter Server documentation, REST API (api, contents, terminals) and Security in the Jupyter Server.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import enter, first, keeping, over
from headcount.probes.excerpts import ENOUGH, readable, rows
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import Answer, Web, version_in
from headcount.probes.wire import EndedError, Line

_LOCK = (
    "# jupyter_server_config.py\nc.ServerApp.ip = '127.0.0.1'\nc.IdentityProvider.token = 'A-LONG-RANDOM-TOKEN'\n"
    "c.ServerApp.allow_unauthenticated_access = False"
)
_MOST_FILES = 8
_MOST_SIZE = 1 << 20
"""Bytes of a file that is looked into: its interface gives whole files only."""


class Jupyter:
    """One for the shelf."""

    name = "jupyter"
    schemes: Mapping[str, int] = {"jupyter": 8888}
    advice: Mapping[str, Advice] = {
        "jupyter/no-token": Advice(
            Severity.HIGH,
            "Whoever reaches it reads and changes its files and runs any program as its user.",
            _LOCK,
            "curl -s -o /dev/null -w '%{http_code}' http://HOST:PORT/api/contents   # must be 403",
        ),
        "jupyter/weak-password": Advice(
            Severity.HIGH,
            "A token from the list of weak ones opens it.",
            _LOCK,
            "curl -s -o /dev/null -w '%{http_code}' 'http://HOST:PORT/api/contents?token=THE-WEAK-ONE'   # must be 403",
        ),
        "jupyter/no-tls": Advice(
            Severity.MEDIUM,
            "Notebooks, their results and the token can be read on the way.",
            "# jupyter_server_config.py\nc.ServerApp.certfile = 'server.crt'\nc.ServerApp.keyfile = 'server.key'",
            "curl -s https://HOST:PORT/api",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be. A weak credential's password is tried as a token."""
        base = target.path
        seen = Seen("Jupyter", unit="files")
        with keeping(seen):
            web, hello = first(line, f"{base}/api")
            told = hello.json()
            if not isinstance(told, dict) or "version" not in told:
                raise EndedError("it does not answer as Jupyter does")
            over(web, seen, self.name)
            seen.version = version_in(str(told["version"]))
            web.by = "token"
            with web.kept():
                answer = enter(web, seen, weak, f"{base}/api/contents?content=1", _fits, name=self.name)
                if answer is not None:
                    _inside(web, f"{base}/api/contents", line, seen, answer.json()["content"])
        return seen


def _fits(answer: Answer) -> bool:
    told = answer.json()
    return isinstance(told, dict) and isinstance(told.get("content"), list)


def _inside(web: Web, base: str, line: Line, seen: Seen, listed: list[Any]) -> None:
    if seen.reader is Reader.ANYONE:
        seen.weaknesses["jupyter/no-token"] = ""
    seen.estimate = len(listed)
    files = [one for one in listed if isinstance(one, dict) and readable(str(one.get("name", ""))) and _small(one.get("size"))]
    for one in files[:_MOST_FILES]:
        name = str(one["name"])
        told = web.get(f"{base}/{quote(str(one.get('path', name)))}?content=1").json()
        content = told.get("content") if isinstance(told, dict) else None
        found = _notebook(content) if isinstance(content, dict) else rows(_bytes(told, content), line.bounds.rows)
        if found:
            seen.samples.append(Sample(name, found[: line.bounds.rows]))


def _small(size: object) -> bool:
    return isinstance(size, int) and size <= _MOST_SIZE


def _bytes(told: Mapping[str, Any], content: object) -> bytes:
    if not isinstance(content, str):
        return b""
    if told.get("format") != "base64":
        return content.encode()[:ENOUGH]
    try:
        return base64.b64decode(content)[:ENOUGH]
    except (binascii.Error, ValueError):
        return b""


def _notebook(content: Mapping[str, Any]) -> list[object]:
    """What its cells say and print, a line each."""
    found: list[object] = []
    cells = content.get("cells")
    for cell in cells if isinstance(cells, list) else []:
        outputs = cell.get("outputs") if isinstance(cell, dict) else None
        for part in [cell, *(outputs if isinstance(outputs, list) else [])]:
            if isinstance(part, dict):
                data = part.get("data")
                texts = [part.get("source"), part.get("text"), data.get("text/plain") if isinstance(data, dict) else None]
                for text in texts:
                    found += ("".join(map(str, text)) if isinstance(text, list) else str(text or "")).splitlines()
    return found
