"""What each contestant says about the clients of a log of which the truth is known."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contestants import PEERS, Inputs, crowdsec, fail2ban_environment, headcount
from measure import run

BACKGROUND_ONE_IN = 200
"""CrowdSec sees all special clients and one in so many of the others: it is slow, and its rules look at one address at a time."""

CROWDSEC_SCENARIOS = ("http-crawl-non_statics", "http-probing")

_PERFORMED = re.compile(r"Ip (\S+) performed '([^']+)'")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whom one rule accuses."""

    rule: str
    harvesters: tuple[str, ...]
    """Names of the planted harvesters that it found."""
    honest: tuple[str, ...]
    """Names of the special honest clients that it accused."""
    crowd: int
    """How many ordinary addresses it accused."""
    note: str = ""


def judge(rule: str, accused: Iterable[str], truth: dict[str, Any], note: str = "") -> Verdict:
    """Compare the accused addresses with the truth."""
    found = set(accused)
    named = {client["address"]: client for client in truth["clients"]}

    def of(kind: str) -> tuple[str, ...]:
        return tuple(client["name"] for address, client in named.items() if client["kind"] == kind and address in found)

    return Verdict(rule, of("harvester"), of("honest"), len(found - set(named)), note)


def ours(answer: Path, truth: dict[str, Any]) -> list[Verdict]:
    """The findings of one `headcount scan --json`, all together and per detector. A client's name begins with its address."""
    findings = json.loads(answer.read_text())["findings"]
    by_detector: dict[str, set[str]] = {}
    for finding in findings:
        by_detector.setdefault(finding["detector"], set()).add(re.split(r"[\s,|]", finding["client"])[0])
    everyone = set().union(*by_detector.values()) if by_detector else set()
    return [
        judge("headcount, all detectors", everyone, truth),
        *(judge(f"headcount, {name}", who, truth) for name, who in sorted(by_detector.items())),
    ]


def from_json(script: str, title: str, inputs: Inputs, truth: dict[str, Any], environment: dict[str, str]) -> list[Verdict]:
    """The verdicts of a peer's script that prints one JSON object: setting to addresses. They never change, so they are kept."""
    out = inputs.logs["full"].with_name(f"{script}.json")
    if not out.exists():
        fresh = inputs.work / "fresh"
        if run([sys.executable, str(PEERS / script), str(inputs.logs["full"])], fresh, environment).code:
            return []
        fresh.rename(out)
    return [judge(f"{title}: {setting}", accused, truth) for setting, accused in json.loads(out.read_text()).items()]


def of_crowdsec(inputs: Inputs, truth: dict[str, Any]) -> list[Verdict]:
    """CrowdSec on a sample of the addresses, all their lines."""
    said = inputs.logs["full"].with_name("crowdsec.txt")
    if not said.exists():
        sample, out = inputs.work / "crowdsec-sample.log", inputs.work / "fresh"
        names = [client["address"] for client in truth["clients"] if client["name"] != "health check"]
        configure = [str(PEERS / "crowdsec.sh"), str(inputs.root), str(inputs.work / "crowdsec"), *CROWDSEC_SCENARIOS]
        steps = (
            ([sys.executable, str(PEERS / "sample.py"), str(inputs.logs["full"]), str(BACKGROUND_ONE_IN), *names], sample),
            (configure, out),
            (crowdsec(inputs, sample), out),
        )
        if any(run(command, to).code for command, to in steps):
            return []
        said.write_text(out.read_text(errors="replace") + Path(f"{out}.err").read_text(errors="replace"))
    performed = _PERFORMED.findall(said.read_text())
    note = f"all special clients and one in {BACKGROUND_ONE_IN} of the other addresses"
    return [
        judge(f"CrowdSec: {name}", {who for who, what in performed if what.endswith(name)}, truth, note)
        for name in CROWDSEC_SCENARIOS
    ]


def all_verdicts(inputs: Inputs, truth: dict[str, Any]) -> list[Verdict]:
    """Everybody's verdicts; a peer that is not here has none."""
    answer = inputs.work / "headcount.json"
    told = run(headcount(inputs, inputs.logs["full"]), answer) if inputs.headcount else None
    verdicts = ours(answer, truth) if told and told.code == 0 else []
    verdicts += from_json("thresholds.py", "SQL", inputs, truth, {})
    if (inputs.root / "usr/lib/python3/dist-packages/fail2ban").exists():
        verdicts += from_json("fail2ban_bans.py", "fail2ban", inputs, truth, fail2ban_environment(inputs.root))
    if (inputs.root / "usr/bin/crowdsec").exists():
        verdicts += of_crowdsec(inputs, truth)
    return verdicts
