"""The probe of a site's files on a real nginx: a listing with backups and settings, a password, and a site without."""

from __future__ import annotations

import csv
import gzip
import io
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from headcount.model.posture import Reader
from headcount.probes.web_files import WebFiles
from tests.services.probing import PERSONAL, WEAK, codes, kinds, looked, people
from tests.services.proxies import fetch, free_port, program, running

TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def _nginx(folder: Path, settings: str, listen: str = "") -> Iterator[int]:
    port = free_port()
    own = "".join(f"{name}_temp_path {folder}/{name};\n" for name in TEMPORARY)
    (folder / "nginx.conf").write_text(
        f"user root;\ndaemon off;\nworker_processes 1;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{own}server {{\nlisten 127.0.0.1:{port}{listen};\nroot {folder}/site;\n{settings}\n}}\n}}\n"
    )

    def answers() -> None:
        socket.create_connection(("127.0.0.1", port), 5).close()

    with running([program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")], folder / "log", answers):
        yield port


def _fill(folder: Path) -> None:
    """A site with what should not lie there."""
    site = folder / "site"
    (site / ".git").mkdir(parents=True)
    (site / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (site / ".env").write_text("APP_ENV=production\nDB_PASSWORD=made\n")
    text = io.StringIO()
    table = csv.DictWriter(text, ["name", "id_number", "phone", "address", "email"])
    table.writeheader()
    table.writerows(people(40))
    (site / "members.csv").write_text(text.getvalue(), "gb18030")
    rows = ",\n".join(f"({at}, '{one['name']}', '{one['phone']}')" for at, one in enumerate(people(40)))
    made = "-- MySQL dump\nCREATE TABLE people (id int, name text, phone text);\n"
    dump = f"{made}INSERT INTO people (id, name, phone) VALUES\n{rows};\n"
    (site / "backup.sql.gz").write_bytes(gzip.compress(dump.encode()))


def test_a_listing_with_backups(tmp_path: Path) -> None:
    _fill(tmp_path)
    with _nginx(tmp_path, "autoindex on;") as port:
        store = looked("http", port)
    assert (store.product, store.reader, store.encrypted) == ("nginx", Reader.ANYONE, False)
    assert (store.estimate, store.unit) == (5, "files")
    assert codes(store) == ["backup", "settings", "history", "listing", "no-tls"]
    assert kinds(store) >= PERSONAL
    assert {kind.path for kind in store.kinds} >= {"members.csv: phone", "backup.sql.gz: phone"}
    assert store.weaknesses[3].detail == "2 files, 0 folders"


def test_one_that_serves_a_page_for_everything(tmp_path: Path) -> None:
    _fill(tmp_path)
    (tmp_path / "site" / "index.html").write_text("<!doctype html><title>Shop</title>A=1 Index of nothing")
    with _nginx(tmp_path, "location / { try_files /index.html =404; }") as port:
        store = looked("http", port)
    assert (store.reader, codes(store), store.sampled) == (Reader.NOBODY, ["no-tls"], 0)
    assert store.sentence == "nginx serves none of the files that were asked for, and lists no folder."


def test_one_that_sends_elsewhere(tmp_path: Path) -> None:
    with _nginx(tmp_path, "return 301 https://$host$request_uri;") as port:
        store = looked("http", port)
    assert (store.reader, codes(store)) == (Reader.NOBODY, [])


def test_one_with_a_password(tmp_path: Path) -> None:
    _fill(tmp_path)
    (tmp_path / "users").write_text("root:{PLAIN}changeme\n")
    with _nginx(tmp_path, f'autoindex on; auth_basic "made"; auth_basic_user_file {tmp_path}/users;') as port:
        alone, tried = looked("http", port), looked("http", port, WEAK)
    assert (alone.reader, alone.sampled, codes(alone)) == (Reader.NOBODY, 0, ["no-tls"])
    assert tried.reader is Reader.WEAK
    assert codes(tried) == ["backup", "settings", "history", "listing", "weak-password", "no-tls"]


def test_a_folder_that_somebody_shared_for_a_moment(tmp_path: Path) -> None:
    _fill(tmp_path)
    port = free_port()
    command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(tmp_path / "site"), str(port)]
    with running(command, tmp_path / "log", lambda: fetch(port, "/")):
        store = looked("http", port)
    assert (store.product, store.reader, store.problem) == ("SimpleHTTP", Reader.ANYONE, "")
    assert codes(store) == ["backup", "settings", "history", "listing", "no-tls"]
    assert kinds(store) >= PERSONAL


def test_its_own_remedies_close_it(tmp_path: Path) -> None:
    _fill(tmp_path)
    advice = WebFiles().advice
    lines = [advice[f"web_files/{code}"].remedy.partition("# Apache")[0] for code in ("backup", "listing")]
    with _nginx(tmp_path, "\n".join(lines)) as port:
        store = looked("http", port)
    assert (store.reader, codes(store)) == (Reader.NOBODY, ["no-tls"])


def test_over_tls(tmp_path: Path) -> None:
    _fill(tmp_path)
    ask = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=site.example -keyout k -out c"
    subprocess.run([program("openssl"), *ask.split()], cwd=tmp_path, check=True, capture_output=True)
    keys = f"ssl_certificate {tmp_path}/c; ssl_certificate_key {tmp_path}/k;"
    with _nginx(tmp_path, f"autoindex on; {keys}", " ssl") as port:
        encrypted, clear = looked("https", port), looked("http", port)
    assert (encrypted.encrypted, codes(encrypted)) == (True, ["backup", "settings", "history", "listing"])
    assert clear.reader is Reader.NOBODY
