"""The probe of Jupyter on a real Jupyter Server: without a token, with a long one, and with a weak one."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from headcount.model.posture import Reader
from tests.services.probing import PERSONAL, WEAK, asked, codes, kinds, looked, people
from tests.services.proxies import free_port, running

pytest.importorskip("jupyter_server", reason="the package jupyter-server is not installed: it belongs to the dev group")


@contextmanager
def _jupyter(folder: Path, token: str = "") -> Iterator[int]:
    port, work = free_port(), folder / "work"
    work.mkdir(parents=True)
    with (work / "patients.csv").open("w", encoding="utf-8", newline="") as text:
        table = csv.DictWriter(text, ["name", "id_number", "phone", "address", "email"])
        table.writeheader()
        table.writerows(people(40))
    printed = [f"{one['name']} {one['email']}\n" for one in people(20)]
    cell = {"cell_type": "code", "source": "print(people)", "metadata": {}, "execution_count": 1}
    cell |= {"outputs": [{"output_type": "stream", "name": "stdout", "text": printed}]}
    (work / "look.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", f"--ServerApp.port={port}"]
    command += ["--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={work}"]
    command += [f"--IdentityProvider.token={token}", "--ServerApp.password=", "--ServerApp.jpserver_extensions={}"]
    with running(command, folder / "log", lambda: asked(port, "GET", "/api"), home=folder):
        yield port


def test_an_open_one(tmp_path: Path) -> None:
    with _jupyter(tmp_path) as port:
        store = looked("jupyter", port)
    assert (store.product, store.reader, store.estimate, store.unit) == ("Jupyter", Reader.ANYONE, 2, "files")
    assert store.version.count(".") == 2
    assert kinds(store) >= PERSONAL
    assert {kind.path for kind in store.kinds} >= {"patients.csv: phone", "look.ipynb"}
    assert codes(store) == ["no-token", "no-tls"]


def test_one_with_a_weak_token(tmp_path: Path) -> None:
    with _jupyter(tmp_path, "changeme") as port:
        alone, tried = looked("jupyter", port), looked("jupyter", port, WEAK)
    assert (alone.reader, alone.problem, codes(alone)) == (Reader.NOBODY, "", ["no-tls"])
    assert (tried.reader, codes(tried)) == (Reader.WEAK, ["weak-password", "no-tls"])
