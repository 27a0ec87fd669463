"""Jupyter's answers in their documented form: files too large or packed, notebooks that are none, a token shown as one."""

from __future__ import annotations

import base64
import gzip

from headcount.model.posture import Reader
from tests.probes.asking import WEAK, codes, kinds, seen
from tests.probes.doubles.web import Answers, Asked, Said, running

TABLE = "name,mail\n" + "".join(f"n{at},anna.meyer{at}@example.com\n" for at in range(20))
FILES = {
    "all.csv.gz": ("base64", base64.b64encode(gzip.compress(TABLE.encode())).decode()),
    "huge.csv": ("text", "never asked for"),
    "odd.ipynb": ("json", {"cells": [{"source": ["to bo@example.com\n"]}, {"outputs": [{"data": {"text/plain": 7}}, "?"]}, 3]}),
    "bad.csv": ("base64", "no base64!"),
    "photo.png": ("base64", ""),
}


def _jupyter(token: str) -> Answers:
    def answer(one: Asked) -> Said:
        if one.path == "/api":
            return Said(200, {"version": "2.14.0"})
        if token and one.headers.get("authorization") != f"token {token}":
            return Said(403, {"message": "Forbidden", "reason": None})
        if one.path == "/api/contents":
            listed = [{"name": name, "path": name, "type": "file", "size": 10**9 if name == "huge.csv" else 99} for name in FILES]
            return Said(200, {"name": "", "type": "directory", "content": listed})
        how, content = FILES[one.path.rpartition("/")[2]]
        return Said(200, {"name": "x", "type": "file", "format": how, "content": content})

    return answer


def test_files_are_looked_into() -> None:
    with running(_jupyter("")) as double:
        store = seen("jupyter", double.port)
    assert (store.version, store.reader, store.estimate, store.problem) == ("2.14.0", Reader.ANYONE, 5, "")
    assert (kinds(store), codes(store)) == ({"email"}, ["no-token", "no-tls"])
    assert not [one for one in double.asked if "huge" in one.path or "photo" in one.path]


def test_a_token_is_shown_as_one() -> None:
    with running(_jupyter("changeme")) as double:
        store = seen("jupyter", double.port, WEAK)
    assert (store.reader, codes(store)) == (Reader.WEAK, ["weak-password", "no-tls"])
    assert not any(one.headers.get("authorization", "token ").startswith("Basic") for one in double.asked)
