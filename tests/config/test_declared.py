from __future__ import annotations

from pathlib import Path

from headcount.config import load
from headcount.config.declared import AgreementConfig, CanaryConfig, Config, KeyConfig, RouteConfig, ScanConfig

FULL = """\
[[routes]]
template = "/order/evaluate"
subject = "buyer"
method = "get"
entity = "buyers"
kinds = ["nickname", "phone"]
records = "people"

[[routes]]
template = "/health/{probe}"

[[agreements]]
name = "partner"
addresses = ["198.51.100.0/24", "2001:db8::7"]
accounts = ["partner-7"]
credentials = ["0123456789abcdef"]
user_agents = ["PartnerApp/"]

[[canaries]]
entity = "buyers"
values = ["ann-o-nymous"]

[scan]
trusted_proxies = ["10.0.0.0/8"]
log_format = '$remote_addr "$request"'

[jsonl]
address = "client.ip"
time = "ts"

[key]
file = "headcount.key"
"""


def test_a_full_configuration(tmp_path: Path) -> None:
    path = tmp_path / "headcount.toml"
    path.write_text(FULL, "utf-8")
    assert load(path) == Config(
        routes=[
            RouteConfig("/order/evaluate", "buyer", "get", "buyers", ["nickname", "phone"], "people"),
            RouteConfig("/health/{probe}"),
        ],
        agreements=[
            AgreementConfig("partner", ["198.51.100.0/24", "2001:db8::7"], ["partner-7"], ["0123456789abcdef"], ["PartnerApp/"])
        ],
        canaries=[CanaryConfig("buyers", ["ann-o-nymous"])],
        scan=ScanConfig(["10.0.0.0/8"], '$remote_addr "$request"'),
        jsonl={"address": "client.ip", "time": "ts"},
        key=KeyConfig("headcount.key"),
    )


def test_everything_may_be_left_out() -> None:
    empty = load(None)
    assert empty == Config()
    assert (empty.routes, empty.agreements, empty.canaries, empty.relations, empty.roles, empty.places) == ([],) * 6
    assert (empty.scan, empty.jsonl, empty.key) == (ScanConfig([], ""), {}, KeyConfig(""))
