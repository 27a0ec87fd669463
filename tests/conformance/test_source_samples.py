"""Real logs of many servers: every web-server sample parses, and says what a correct parser finds."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from headcount.model.access import AccessBatch
from headcount.sources import recognise
from headcount.sources.taps.elements import open_lines
from headcount.sources.taps.file import FileTap

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"

MATOMO = {
    "alb.log": ("alb", 1, 0),
    "amazon_cloudfront_rtmp.log": ("cloudfront", 2, 2),
    "amazon_cloudfront_web.log": ("cloudfront", 1, 2),
    "caddy_json.log": ("caddy", 3, 0),
    "common.log": ("combined", 1, 0),
    "common.log.bz2": ("combined", 1, 0),
    "common.log.gz": ("combined", 1, 0),
    "common_complete.log": ("combined", 1, 0),
    "common_encoding_big5.log": ("combined", 1, 0),
    "common_vhost.log": ("combined", 1, 0),
    "elb.log": ("elb", 1, 2),  # a comment, and a TCP connection without a request
    "gandi.log": ("combined", 2, 0),
    "haproxy.log": ("haproxy", 1, 0),
    "icecast2.log": ("combined", 1, 0),
    "iis.log": ("w3c", 1, 4),
    "iis_custom.log": ("w3c", 3, 7),
    "incapsula_w3c.log": ("w3c", 2, 4),
    "logs_to_tests.log": ("combined", 4, 2),
    "ncsa_extended.log": ("combined", 1, 0),
    "netscaler.log": ("w3c", 1, 4),
    "nginx_json.log": ("nginx_json", 2, 0),
    "ovh.log": ("combined", 1, 0),
    "s3.log": ("s3", 1, 0),
    "shoutcast.log": ("w3c", 1, 3),
    "splitted_date_and_time.log": ("w3c", 1, 1),
    "static_ignores.log": ("combined", 4, 0),
    "traefik_json.log": ("traefik_json", 1, 0),
}
"""Sample to (source, accesses, skipped). The one sample that is not here has a made-up date: tests/sources/test_log_format.py."""

CROWDSEC = {
    "apache-cve-2021-41773": ("combined", 2, 1),
    "apache2-http-sensitive-files": ("combined", 13, 0),
    "apiscp-bf": ("combined", 7, 0),
    "aws-alb-http-bad-user-agent": ("alb", 4, 0),
    "aws-alb-logs": ("alb", 14, 0),
    "aws-cloudfront-logs": ("cloudfront", 2, 0),
    "bunkerweb-http-path-traversal": ("combined", 9, 1),
    "bunkerweb-http-sensitive-files": ("combined", 9, 1),
    "caddy-basic-auth-bf": ("caddy", 6, 0),
    "grafana_cve-2021-43798": ("combined", 2, 0),
    "haproxy-nextcloud-whitelist": ("haproxy", 1, 0),
    "http-admin-interface-probing": ("combined", 3, 0),
    "http-cve-probing": ("combined", 3, 0),
    "http-dos-invalid-http-versions": ("combined", 6, 0),
    "http-dos-random-uri": ("combined", 66, 0),
    "http-generic-test": ("combined", 1, 0),
    "http-technology-probing": ("combined", 5, 1),
    "http-wordpress-scan": ("combined", 8, 0),
    "litespeed-logs": ("combined", 1, 2),  # the other two lines are of the server's error log
    "nextcloud-whitelist": ("combined", 18, 1),
    "nginx-bad-user-agent": ("combined", 3, 0),
    "nginx-cve-2021-41773": ("combined", 2, 0),
    "nginx-http-backdoor": ("combined", 2, 0),
    "nginx-http-generic-bf": ("combined", 6, 16),  # the rest are lines of the error log
    "nginx-http-malformed": ("combined", 12, 0),
    "nginx-http-sqli-probing": ("combined", 16, 0),
    "nginx-proxy-manager-logs": ("nginx_proxy_manager", 12, 2),  # two lines of the error log
    "nginx_http-catch-npm": ("nginx_proxy_manager", 6, 0),
    "traefik_base-http-scenario": ("traefik_json", 80, 0),
    "traefik_json": ("traefik_json", 6, 1),  # one line is a plugin's debug output
}
"""Sample to (source, accesses, skipped)."""

OUT_OF_SCOPE = {
    "apache-guacamole-logs": "a gateway's sign-in log",
    "apache-guacamole_user_enum": "a gateway's sign-in log",
    "authelia-bf": "a sign-in portal's log",
    "authelia-logs": "a sign-in portal's log",
    "caddy-coraza": "alerts of a web application firewall",
    "caddy-crs-anomaly-score": "alerts of a web application firewall",
    "couchdb-logs": "a database's log",
    "harbor-logs": "a registry's error log",
    "http-magento-bf": "a shop's security events",
    "iis-xml-logs": "Windows events exported as XML, not the files that IIS writes",
    "k8s-audit-pod-exec-file": "a cluster's audit log",
    "k8s-audit-priv-pod-file": "a cluster's audit log",
    "keycloak-bf": "a sign-in server's log",
    "keycloak-logs": "a sign-in server's log",
    "magento-ccs-by-as": "a shop's payment events",
    "mariadb-bf": "a database's log",
    "mongodb-logs": "a database's log",
    "mysql-bf": "a database's log",
    "odoo-logs": "an application's log",
    "pgsql-logs": "a database's log",
    "sympa_ww-http-scan": "a mailing list manager's log",
}

_ASSERTION = re.compile(r'results\["(s01-parse|s02-enrich)"\]\["([^"]+)"\]\[(\d+)\]\.Evt\.(Parsed|Meta)\["(\w+)"\] == (".*")')


def _read(path: Path) -> tuple[str, AccessBatch, int]:
    tap = FileTap(str(path))
    source, _ = recognise(tap.head)
    assert source is not None
    reader = source.open(tap.head)
    results = [reader.read(block) for block in tap]
    assert not tap.problem
    return source.name, AccessBatch.concat([batch for batch, _ in results]), sum(len(skipped) for _, skipped in results)


def _log(folder: Path) -> Path:
    return next(p for p in sorted(folder.iterdir()) if p.suffix == ".log")


def _present(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"the shared samples are not here: {path.name}")
    return path


def test_every_sample_is_in_a_table() -> None:
    matomo, crowdsec = (_present(DATA / name) for name in ("logformats-matomo", "logs-crowdsec"))
    assert {p.name for p in matomo.iterdir()} - {"SOURCE.txt", "custom_regex_custom_date.log"} == set(MATOMO)
    assert {p.name for p in crowdsec.iterdir() if p.is_dir()} == set(CROWDSEC) | set(OUT_OF_SCOPE)


@pytest.mark.parametrize("name", MATOMO)
def test_samples_of_many_servers(name: str) -> None:
    source, batch, skipped = _read(_present(DATA / "logformats-matomo" / name))
    assert (source, len(batch), skipped) == MATOMO[name]
    assert 2009 <= min(dt.datetime.fromtimestamp(t / 1e6, dt.UTC).year for t in batch.time.tolist()) <= 2024
    assert all(batch.target.to_list())


@pytest.mark.parametrize("name", OUT_OF_SCOPE)
def test_logs_without_accesses_are_not_taken_for_some(name: str) -> None:
    tap = FileTap(str(_log(_present(DATA / "logs-crowdsec" / name))))
    assert recognise(tap.head) == (None, 0.0)


@pytest.mark.parametrize("name", CROWDSEC)
def test_parsed_fields_agree(name: str) -> None:
    folder = _present(DATA / "logs-crowdsec" / name)
    source, batch, skipped = _read(_log(folder))
    assert (source, len(batch), skipped) == CROWDSEC[name]
    lines = _log(folder).read_bytes().decode("utf-8", "replace").splitlines()
    ours = {lines[line - 1]: row for row, line in enumerate(batch.line.tolist())}
    stated = _statements(folder / "parser.assert")
    compared = 0
    for message, fields in stated.items():
        row = next((row for line, row in ours.items() if message and line.endswith(message)), None)
        if row is not None:
            compared += 1
            assert _differences(fields, batch, row) == []
    assert compared == sum(any(line.endswith(message) for line in ours) for message in stated if message)
    if name in {"nginx-http-malformed", "aws-alb-logs", "traefik_json"}:
        assert compared >= 5


def _statements(path: Path) -> dict[str, dict[str, str]]:
    """Message to what the assertions say of it."""
    results: dict[tuple[str, str, str], dict[str, str]] = {}
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        if match := _ASSERTION.fullmatch(line):
            results.setdefault((match[1], match[2], match[3]), {})[match[5]] = json.loads(match[6], strict=False)
    merged: dict[str, dict[str, str]] = {}
    for fields in results.values():
        merged.setdefault(fields.get("message", ""), {}).update(fields)
    return merged


def _differences(fields: dict[str, str], batch: AccessBatch, row: int) -> list[tuple[str, str, str]]:
    def text(column: str) -> str:
        value: bytes = getattr(batch, column).take([row]).to_list()[0]
        return value.decode("utf-8", "replace")

    target = re.sub(r"^https?://[^/]*", "", text("target"))  # ours keeps scheme and host where the log has them
    ours = {
        "remote_addr": text("address"),
        "source_ip": text("address"),
        "remote_user": text("account"),
        "verb": text("method"),
        "http_verb": text("method"),
        "http_method": text("method"),
        "http_path": target,
        "status": str(batch.status[row]),
        "http_status": str(batch.status[row]),
        "elb_status_code": str(batch.status[row]),
        "body_bytes_sent": str(batch.size[row]),
        "sent_bytes": str(batch.size[row]),
        "sc_bytes": str(batch.size[row]),
        "http_user_agent": text("user_agent"),
        "timestamp": str(batch.time[row] // 1_000_000),
    }
    if "request_creation_time" in fields:  # theirs is when the request began, ours when it was answered
        del ours["timestamp"]
    found = []
    for key, mine in ours.items():
        said = fields.get(key, "")
        if key == "timestamp" and said:
            said = str(int(dt.datetime.fromisoformat(said).timestamp()))  # theirs drops the fraction
        if said not in {"", "-", mine}:
            found.append((key, said, mine))
    return found


def test_cloudtrail_of_a_simulated_attack() -> None:
    source, batch, skipped = _read(_present(DATA / "cloudtrail-invictus" / "cloudtrail.ndjson.gz"))
    assert (source, len(batch), skipped) == ("cloudtrail", 2_900, 0)
    targets = batch.target.to_list()
    secrets = {target for target in targets if target.startswith(b"/secretsmanager/by-secret/GetSecretValue?")}
    parameters = {target for target in targets if target.startswith(b"/ssm/by-parameter/GetParameter?")}
    assert (len(secrets), len(parameters)) == (20, 42)
    accounts = Counter(batch.account.to_list())
    assert accounts[b"arn:aws:iam::123837392027:user/bert-jan"] == 2_641
    assert Counter(batch.status.tolist()) == {200: 2_600, 404: 119, 429: 102, 403: 60, 400: 19}


def test_a_delivered_file_reads_the_same_as_its_events(tmp_path: Path) -> None:
    events = gzip.decompress(_present(DATA / "cloudtrail-invictus" / "cloudtrail.ndjson.gz").read_bytes()).splitlines()
    document = tmp_path / "111122223333_CloudTrail.json.gz"
    document.write_bytes(gzip.compress(b'{"Records":[' + b",".join(events) + b"]}"))
    stream, lines = open_lines(str(document)), bytearray(8 << 20)
    size = stream.readinto(memoryview(lines))
    stream.close()
    assert [json.loads(line) for line in bytes(lines[:size]).splitlines()] == [json.loads(event) for event in events]


def test_audit_events_of_many_services() -> None:
    """CloudTrail is read, none of the other kinds; 437 of its 463 events have a time, a service and an operation."""
    rows = gzip.decompress(_present(DATA / "audit-panther" / "events.ndjson.gz").read_bytes()).splitlines()
    found: dict[str, Counter[bool]] = {}
    for row in map(json.loads, rows):
        text = json.dumps(row["log"]).encode()
        found.setdefault(row["log_types"][0], Counter())[recognise(text + b"\n") != (None, 0.0)] += 1
    assert found.pop("AWS.CloudTrail") == {True: 437, False: 26}
    assert {kind for kind, counts in found.items() if counts[True]} == set()
    assert sum(sum(counts.values()) for counts in found.values()) == 531
