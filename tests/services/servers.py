"""Real database servers of a test's own: on 127.0.0.1, on a free port, in a folder that goes, ended by their own process id."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pymysql

PASSWORD = "never-real"
_START, _STOP = 30.0, 20.0


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    port: int
    folder: Path


def postgres_programs() -> Path | None:
    """The folder with initdb and postgres, newest version last; None when they are not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def postgres(programs: Path, more: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A PostgreSQL with the superuser `owner` (by password over TCP), and `more` settings."""
    with _folder() as folder:
        secret = folder / "password"
        secret.write_text(PASSWORD)
        _own(secret)
        data = folder / "data"
        initdb = [str(programs / "initdb"), "-D", str(data), "-U", "owner", "-A", "scram-sha-256", f"--pwfile={secret}"]
        _run([*initdb, "-N", "-E", "UTF8", "--locale=C"])
        port = _free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": folder,
            "fsync": "off",
            "max_connections": 20,
            "shared_buffers": "16MB",
        } | dict(more or {})
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with _server([str(programs / "postgres"), "-D", str(data), *options], folder, signal.SIGINT) as process:

            def connect() -> None:
                psycopg.connect(f"postgresql://owner:{PASSWORD}@127.0.0.1:{port}/postgres", connect_timeout=5).close()

            _until(connect, (psycopg.Error,), process, folder)
            yield Server(port, folder)


@contextmanager
def mariadb(more: Sequence[str] = ()) -> Iterator[Server]:
    """A MariaDB with the user `owner` (by password over TCP), and `more` options."""
    with _folder() as folder:
        data = folder / "data"
        data.mkdir()
        _own(data)
        start = folder / "start.sql"
        user = "'owner'@'127.0.0.1'"
        start.write_text(f"CREATE USER {user} IDENTIFIED BY '{PASSWORD}';\nGRANT ALL ON *.* TO {user} WITH GRANT OPTION;\n")
        _own(start)
        _run(["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db", "--skip-log-bin", "--force"])
        port = _free_port()
        program = shutil.which("mariadbd") or "mariadbd"
        options = [
            "--no-defaults",
            f"--datadir={data}",
            f"--port={port}",
            "--bind-address=127.0.0.1",
            f"--socket={folder / 'socket'}",
            f"--pid-file={folder / 'pid'}",
            f"--init-file={start}",
            "--skip-name-resolve",
            "--innodb-flush-log-at-trx-commit=0",
            *more,
        ]
        with _server([program, *options], folder, signal.SIGTERM) as process:

            def connect() -> None:
                pymysql.connect(host="127.0.0.1", port=port, user="owner", password=PASSWORD, connect_timeout=5).close()

            _until(connect, (pymysql.Error, OSError), process, folder)
            yield Server(port, folder)


def _account() -> str | None:
    """Whom servers run as: nobody when we are root (PostgreSQL refuses root), else ourselves."""
    return "nobody" if os.getuid() == 0 else None


def _own(path: Path) -> None:
    if account := _account():
        known = pwd.getpwnam(account)
        os.chown(path, known.pw_uid, known.pw_gid)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="headcount-server-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _own(folder)
        yield folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, user=_account(), cwd="/", capture_output=True, text=True, check=False, env=_environment())
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def _server(command: Sequence[str], folder: Path, stop: signal.Signals) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, user=_account(), cwd="/", stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=_environment()
        )
        try:
            yield process
        finally:
            process.send_signal(stop)
            try:
                process.wait(_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(_STOP)


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "") + ":/usr/sbin", "LC_ALL": "C", "HOME": "/"}


def _until(
    connect: Callable[[], None], refused: tuple[type[Exception], ...], process: subprocess.Popen[bytes], folder: Path
) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + _START
    answer: Exception | None = None
    while process.poll() is None and time.monotonic() < deadline:
        try:
            connect()
        except refused as error:
            answer = error
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{answer}\n{(folder / 'log').read_text('utf-8', 'replace')[:5000]}")
