"""Who is measured: headcount, and what people use or write instead. One row each, one command each."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PEERS = Path(__file__).resolve().parent / "peers"


@dataclass(frozen=True, slots=True)
class Contestant:
    """One command on one input."""

    name: str
    what: str
    """What it answers."""
    command: tuple[str, ...]
    log: str
    """Which of the logs it reads: `full`, or the name of a cut, for peers that are slow."""
    environment: Mapping[str, str] = field(default_factory=dict)
    ours: bool = False
    accepts: tuple[int, ...] = (0,)
    """Exit codes that mean that the work was done."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where things are."""

    logs: Mapping[str, Path]
    """`full`, `1M`, `100k`, `20k`."""
    config: Path
    """headcount.toml with the partner's agreement."""
    root: Path
    """Unpacked Debian packages."""
    work: Path
    headcount: str
    """The command, such as `headcount`."""


def one_core(command: Sequence[str]) -> tuple[str, ...]:
    """The command bound to the first core, where `taskset` is there."""
    return ("taskset", "-c", "0", *command) if shutil.which("taskset") else tuple(command)


def headcount(inputs: Inputs, log: Path, *options: str) -> tuple[str, ...]:
    """A scan with its JSON on standard output; findings are no failure here."""
    return (
        *shlex.split(inputs.headcount),
        "scan",
        str(log),
        "--config",
        str(inputs.config),
        "--json",
        "-",
        "--fail-on",
        "never",
        *options,
    )


def fail2ban_environment(root: Path) -> dict[str, str]:
    """So that Python finds the unpacked package."""
    return {"PYTHONPATH": str(root / "usr/lib/python3/dist-packages")}


def contestants(inputs: Inputs) -> list[Contestant]:
    """Everybody, ours first."""
    full, root = inputs.logs["full"], inputs.root
    python, mawk = sys.executable, str(root / "usr/bin/mawk")
    ours = headcount(inputs, full)
    return [
        Contestant("headcount scan, end to end", "all routes, all clients, all detectors, JSON", ours, "full", ours=True),
        Contestant("headcount scan, one core", "the same on one core", one_core(ours), "full", ours=True),
        Contestant(
            "headcount scan --no-detect, one core",
            "reading, templates, subjects, exact ledger",
            one_core(headcount(inputs, full, "--no-detect")),
            "full",
            ours=True,
        ),
        Contestant("wc -l", "lines only", ("wc", "-l", str(full)), "full"),
        Contestant(
            "DuckDB, 2 threads", "one question on one route", (python, str(PEERS / "distinct_duckdb.py"), str(full), "2"), "full"
        ),
        Contestant(
            "DuckDB, one core",
            "one question on one route",
            one_core((python, str(PEERS / "distinct_duckdb.py"), str(full), "1")),
            "full",
        ),
        Contestant("mawk", "one question on one route", (mawk, "-f", str(PEERS / "distinct.awk"), str(full)), "full"),
        Contestant("Python by hand", "one question on one route", (python, str(PEERS / "distinct.py"), str(full)), "full"),
        Contestant(
            "GoAccess",
            "requests per address, path, agent ...",
            (
                str(root / "usr/bin/goaccess"),
                str(inputs.logs["1M"]),
                "--log-format=COMBINED",
                "--no-global-config",
                "-o",
                str(inputs.work / "goaccess.json"),
            ),
            "1M",
            {"LD_LIBRARY_PATH": ":".join(map(str, root.glob("usr/lib/*-linux-gnu")))},
        ),
        Contestant(
            "fail2ban-regex",
            "lines that one filter matches",
            (
                python,
                str(root / "usr/bin/fail2ban-regex"),
                "-c",
                str(root / "etc/fail2ban"),
                str(inputs.logs["100k"]),
                str(PEERS / "fail2ban.conf"),
            ),
            "100k",
            fail2ban_environment(root),
        ),
        Contestant("CrowdSec, http-crawl-non_statics only", "one scenario", crowdsec(inputs, inputs.logs["20k"]), "20k"),
    ]


def crowdsec(inputs: Inputs, log: Path) -> tuple[str, ...]:
    """CrowdSec on one file, as `peers/crowdsec.sh` has configured it."""
    config = inputs.work / "crowdsec" / "config.yaml"
    return (str(inputs.root / "usr/bin/crowdsec"), "-c", str(config), "-dsn", f"file://{log}", "-type", "nginx")


def here(contestant: Contestant) -> bool:
    """Whether the program of a contestant exists."""
    words = [word for word in contestant.command if word not in {"taskset", "-c", "0"}]
    program = words[1] if words[0] == sys.executable and not words[1].startswith("-") else words[0]
    return shutil.which(program) is not None or Path(program).exists()
