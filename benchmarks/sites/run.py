"""Two real shops, stood up on loopback, and the data map of what their APIs answer, field by field beside their models.

    python -m benchmarks.sites.run DIRECTORY          (minutes: installs pretix and django-oscar there, fills them, asks them)
    python -m benchmarks.sites.run DIRECTORY --again  (only the map and the page, from the archives of the last run)

Needs `uv`. Nothing of the shops is kept in this project; their people are made. Writes `docs/benchmark-sites.md`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from socket import socket

from benchmarks.sites import oscar, pretix
from benchmarks.sites.compare import compared, page
from benchmarks.sites.recorder import Site

HERE = Path(__file__).resolve().parent
PACKAGES = {"pretix": ["pretix==2026.8.0"], "oscar": ["django-oscar==4.2.1", "django-oscar-api==3.3.0"]}
PRETIX = """\
[pretix]
instance_name=made
url=http://127.0.0.1:{port}
datadir={folder}/data
registration=off
[database]
backend=sqlite3
[django]
secret=made-for-a-benchmark-made-for-a-benchmark-made-for-a-benchmark
debug=off
"""


def _free_port() -> int:
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _python(folder: Path, name: str) -> str:
    """The Python of an environment with the site in it."""
    python = folder / "env" / "bin" / "python"
    if not python.exists():
        subprocess.run(["uv", "venv", "--python", "3.11", folder / "env"], check=True)
        subprocess.run(["uv", "pip", "install", "--python", python, *PACKAGES[name]], check=True)
    return str(python)


@contextmanager
def _served(command: list[str], folder: Path, environment: Mapping[str, str], port: int, authorization: str) -> Iterator[Site]:
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        site = Site(port, authorization)
        for _ in range(1200):
            try:
                site.ask("GET", "/api/")
                break
            except ConnectionError:
                time.sleep(0.1)
        yield site
    finally:
        server.terminate()
        server.wait()


def _pretix(folder: Path, har: Path) -> None:
    port = _free_port()
    (folder / "data").mkdir(exist_ok=True)
    (folder / "pretix.cfg").write_text(PRETIX.format(port=port, folder=folder))
    environment = os.environ | {"PRETIX_CONFIG_FILE": str(folder / "pretix.cfg")}
    manage = [_python(folder, "pretix"), "-m", "pretix"]
    subprocess.run([*manage, "migrate"], cwd=folder, env=environment, check=True, capture_output=True)
    shell = [*manage, "shell", "-c", pretix.BOOTSTRAP]
    told = subprocess.run(shell, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout
    serve = [*manage, "runserver", "--noreload", "--nothreading", f"127.0.0.1:{port}"]
    with _served(serve, folder, environment, port, f"Token {told.split()[-1]}") as site:
        pretix.fill(site)
        pretix.capture(site)
        site.write(har)


def _oscar(folder: Path, har: Path) -> None:
    port = _free_port()
    (folder / "shop").mkdir(exist_ok=True)
    files = {
        "shop/__init__.py": "",
        "shop/settings.py": oscar.SETTINGS,
        "shop/urls.py": oscar.URLS,
        "people.json": oscar.people(),
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "shop.settings", "PYTHONPATH": "."}
    manage = [_python(folder, "oscar"), "-m", "django"]
    for command in (["migrate"], ["shell", "-c", oscar.FILL]):
        subprocess.run([*manage, *command], cwd=folder, env=environment, check=True, capture_output=True)
    serve = [*manage, "runserver", "--noreload", "--nothreading", f"127.0.0.1:{port}"]
    with _served(serve, folder, environment, port, oscar.CLERK) as site:
        oscar.capture(site)
        site.write(har)


def main() -> None:
    """Stand the shops up, capture, map, compare, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path, help="where the shops are installed and kept")
    parser.add_argument("--again", action="store_true", help="do not ask the shops again")
    parser.add_argument("--page", type=Path, default=HERE.parents[1] / "docs" / "benchmark-sites.md")
    asked = parser.parse_args()
    results = []
    for name, stand_up in (("pretix", _pretix), ("oscar", _oscar)):
        folder = asked.directory.resolve() / name
        folder.mkdir(parents=True, exist_ok=True)
        har, drawn = folder.with_suffix(".har"), folder.with_suffix(".map.json")
        if not asked.again:
            stand_up(folder, har)
        subprocess.run([sys.executable, "-m", "headcount", "map", har, "--json", drawn, "--quiet"], check=True)
        results.append(compared(name, PACKAGES[name], har, drawn, HERE / "marks" / f"{name}.toml"))
    asked.page.write_text(page(results))
    print(asked.page)


if __name__ == "__main__":
    main()
