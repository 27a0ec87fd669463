"""CrowdSec's Local API and ours, asked about one address a request with 15,000 decisions in force.

    apt-get download crowdsec && dpkg-deb -x crowdsec_*.deb unpacked
    python -m benchmarks.gate.lapi unpacked [--seconds 3] [--rounds 3]

CrowdSec runs unpacked, with its default SQLite, without hub and agent, on loopback. In turns; prints both rates and their ratio.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import msgspec

from benchmarks.gate.run import free_port, running
from headcount.model.verdict import Action, Verdict
from headcount.policy.keys import hash_key

KEY = "a-key-that-only-benchmarks-know"
DECISIONS = 15_000
ASK = """
local number = 0
function request()
    number = number + 1
    local which = (number * 7919) % 30000  -- every other one is known
    local ip = "10." .. math.floor(which / 65536) .. "." .. math.floor(which / 256) % 256 .. "." .. which % 256
    return wrk.format("GET", "/v1/decisions?ip=" .. ip, {["X-Api-Key"] = "KEY"})
end
"""
CONFIGURATION = """
common: {daemonize: false, log_media: stdout, log_level: error, working_dir: .}
config_paths:
  config_dir: FOLDER/etc/
  data_dir: FOLDER/data/
  simulation_path: FOLDER/etc/simulation.yaml
  hub_dir: FOLDER/hub/
  index_path: FOLDER/hub/.index.json
  notification_dir: FOLDER/etc/notifications/
  plugin_dir: FOLDER/plugins/
cscli: {output: human}
db_config: {log_level: error, type: sqlite, use_wal: true, db_path: FOLDER/data/crowdsec.db}
api:
  client: {insecure_skip_verify: false, credentials_path: FOLDER/etc/credentials.yaml}
  server: {log_level: error, listen_uri: "127.0.0.1:PORT", profiles_path: FOLDER/etc/profiles.yaml}
prometheus: {enabled: false}
"""


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description="one look-up with 15,000 decisions: CrowdSec's Local API and ours")
    parser.add_argument("unpacked", type=Path, help="folder that Debian's package crowdsec was unpacked to")
    parser.add_argument("--seconds", type=int, default=3, help="length of each measurement")
    parser.add_argument("--rounds", type=int, default=3, help="so often each is measured; medians are printed")
    options = parser.parse_args()
    addresses = [f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in range(0, 2 * DECISIONS, 2)]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="headcount-lapi-")))
        (folder / "ask.lua").write_text(ASK.replace("KEY", KEY))
        ports = {"crowdsec": free_port(), "headcount": free_port()}
        stack.enter_context(_crowdsec(options.unpacked, folder / "crowdsec", ports["crowdsec"], addresses))
        stack.enter_context(_headcount(folder / "headcount", ports["headcount"], addresses))
        rates: dict[str, list[float]] = {name: [] for name in ports}
        for _ in range(options.rounds):
            for name, port in ports.items():
                rates[name].append(_rate(port, options.seconds, folder / "ask.lua"))
    for name, values in rates.items():
        print(f"{name:9} {statistics.median(values):8.0f} look-ups/s")
    ratios = [ours / theirs for ours, theirs in zip(rates["headcount"], rates["crowdsec"], strict=True)]
    print(f"ratio {statistics.median(ratios):.0f} (each round: {', '.join(f'{one:.0f}' for one in ratios)})")


def _crowdsec(unpacked: Path, folder: Path, port: int, addresses: list[str]) -> AbstractContextManager[object]:
    """A Local API with a decision on each address."""
    for name in ("etc/notifications", "data", "hub", "plugins"):
        (folder / name).mkdir(parents=True)
    (folder / "hub/.index.json").write_text("{}")
    for name in ("simulation", "profiles"):
        (folder / f"etc/{name}.yaml").write_text((unpacked / f"etc/crowdsec/{name}.yaml").read_text("utf-8"))
    (folder / "etc/credentials.yaml").touch()
    configuration = folder / "etc/config.yaml"
    configuration.write_text(CONFIGURATION.replace("FOLDER", str(folder)).replace("PORT", str(port)))
    tool = [str(unpacked / "usr/bin/cscli"), "-c", str(configuration)]
    for words in (["machines", "add", "bench", "--auto", "--force"], ["bouncers", "add", "bench", "-k", KEY]):
        subprocess.run([*tool, *words], check=True, capture_output=True)
    (folder / "decisions.csv").write_text("duration,scope,value\n" + "".join(f"24h,ip,{address}\n" for address in addresses))
    command = [str(unpacked / "usr/bin/crowdsec"), "-c", str(configuration), "-no-cs"]
    with running(command, lambda: _answers(port)):
        subprocess.run([*tool, "decisions", "import", "-i", str(folder / "decisions.csv")], check=True, capture_output=True)
    return running(command, lambda: _answers(port))


def _headcount(folder: Path, port: int, addresses: list[str]) -> AbstractContextManager[object]:
    """A gate with a verdict on each address."""
    folder.mkdir()
    end = time.time_ns() // 1000 + 86_400_000_000
    verdicts = [Verdict(n, "address", address, Action.BLOCK, 0, end, "person") for n, address in enumerate(addresses, 1)]
    (folder / "state").write_bytes(msgspec.json.Encoder().encode_lines(verdicts))
    (folder / "headcount.toml").write_text(
        f'[gate]\nlisten = "127.0.0.1:{port}"\n'
        f'keys = ["{hash_key(KEY)}"]\nserve = "http://127.0.0.1:9"\nstate = "{folder}/state"\n'
    )
    command = [sys.executable, "-m", "headcount", "gate", "--config", str(folder / "headcount.toml")]
    return running(command, lambda: _answers(port))


def _answers(port: int) -> bool:
    """Whether the decisions are there."""
    ask = ["curl", "-s", "-H", f"X-Api-Key: {KEY}", f"http://127.0.0.1:{port}/v1/decisions?ip=10.0.0.2"]
    return bool(subprocess.run(ask, check=False, capture_output=True).stdout)


def _rate(port: int, seconds: int, script: Path) -> float:
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}"]
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=dict(os.environ)).stdout
    found = re.search(r"Requests/sec:\s*([\d.]+)", said)
    if found is None or "Non-2xx" in said:
        raise SystemExit(said)
    return float(found[1])


if __name__ == "__main__":
    main()
