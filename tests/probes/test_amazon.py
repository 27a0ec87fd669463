"""Listing an account: pages, refusals and odd answers; the secret is never sent, and nothing of an answer is repeated."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from headcount.errors import ConfigError
from headcount.probes import amazon
from headcount.probes.amazon import Account, account
from headcount.probes.signing import Key

KEY = Key("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
"""The made-up key of Amazon's documentation."""
INSTANCE = "<DBInstance><DBInstanceIdentifier>{}</DBInstanceIdentifier><Engine>{}</Engine><Endpoint><Address>{}.example</Address>"
INSTANCE += "<Port>5433</Port></Endpoint></DBInstance>"
NONE = b'<R xmlns="urn:x"></R>'


class Interface(ThreadingHTTPServer):
    """Answers by what the body or path holds: (word, status, body); else an empty list."""

    def __init__(self, answers: Sequence[tuple[bytes, int, bytes]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers, self.heard = answers, list[bytes]()


class _Handler(BaseHTTPRequestHandler):
    server: Interface

    def do_GET(self) -> None:
        told = self.rfile.read(int(self.headers.get("Content-Length") or 0)) + self.path.encode()
        self.server.heard.append(bytes(self.headers) + told)
        empty = b"{}" if b"/2021" in told else NONE
        _, status, body = next((one for one in self.server.answers if one[0] in told), (b"", 200, empty))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815  # as the standard library names it

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the parameter's name in the standard library
        """Say nothing."""


@contextmanager
def _at(*answers: tuple[bytes, int, bytes]) -> Iterator[tuple[Account, Interface]]:
    server = Interface(answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Account("eu-central-1", KEY, f"http://127.0.0.1:{server.server_address[1]}"), server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def test_pages_owners_and_engines() -> None:
    tag = "<TagList><Tag><Key>Owner</Key><Value>ann</Value></Tag></TagList></DBInstance>"
    first = "<R>" + INSTANCE.format("a", "postgres", "a").replace("</DBInstance>", tag) + "<Marker>m1</Marker></R>"
    second = "<R>" + INSTANCE.format("b", "oracle-ee", "b") + INSTANCE.format("c", "mariadb", "c") + "</R>"
    answers = (b"Marker=m1", 200, second.encode()), (b"DescribeDBInstances", 200, first.encode())
    with _at(*answers) as (where, server):
        found, left = where.stores()
    assert [(one.url, one.owner, one.where) for one in found] == [
        ("postgres://a.example:5433", "ann", "RDS eu-central-1: a"),
        ("mysql://c.example:5433", "", "RDS eu-central-1: c"),
    ]
    assert left == []
    assert KEY.secret.encode() not in b"".join(server.heard)


def test_caches_and_domains() -> None:
    node = "<CacheNode><Endpoint><Address>n.example</Address><Port>6379</Port></Endpoint></CacheNode>"
    cache = "<CacheCluster><CacheClusterId>s</CacheClusterId><Engine>redis</Engine>"
    cache += f"<TransitEncryptionEnabled>true</TransitEncryptionEnabled><CacheNodes>{node}</CacheNodes></CacheCluster>"
    names = b'{"DomainNames": [{"DomainName": "d"}]}'
    domain = b'{"DomainStatusList": [{"DomainName": "d", "Endpoints": {"vpc": "v.example"}, "EngineVersion": "Elasticsearch_7"}]}'
    answers = (b"DescribeCacheClusters", 200, f"<R>{cache}</R>".encode()), (b"domain-info", 200, domain), (b"/domain", 200, names)
    with _at(*answers) as (where, _):
        found, _ = where.stores()
    assert [one.url for one in found] == ["rediss://n.example:6379", "elasticsearch://v.example:443"]


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (403, b"<Error>138-0013-8000</Error>", "the credential may not list it"),
        (500, b"138-0013-8000", "answers with status 500"),
        (302, b"", "answers with status 302"),
        (200, b"138-0013-8000", "no list"),
        (200, b"<!DOCTYPE x [<!ENTITY a 'b'>]><R>&a;</R>", "no list"),
    ],
    ids=["forbidden", "broken", "elsewhere", "garbage", "entities"],
)
def test_what_cannot_be_listed_is_told_and_the_rest_goes_on(status: int, body: bytes, says: str) -> None:
    with _at((b"DescribeDBInstances", status, body)) as (where, _):
        found, left = where.stores()
    assert found == []
    [one] = left
    assert str(one).startswith("RDS in eu-central-1: ")
    assert says in str(one)
    assert "138" not in str(one)


def test_nobody_there_and_odd_lists() -> None:
    _, left = Account("eu-central-1", KEY, "http://127.0.0.1:1").stores()
    assert len(left) == 4
    with _at((b"/domain", 200, b'{"DomainNames": 7}')) as (where, _):
        assert "no list" in str(where.stores()[1][0])


@pytest.mark.parametrize(
    ("region", "environment", "says"),
    [
        ("../x", {}, "no region of Amazon"),
        ("eu-central-1", {"AWS_ACCESS_KEY_ID": "a"}, "AWS_SECRET_ACCESS_KEY"),
        ("eu-central-1", {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_ENDPOINT_URL": "ftp://x"}, "must begin"),
    ],
    ids=["region", "credential", "endpoint"],
)
def test_what_is_no_account(region: str, environment: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        account(region, environment)


def test_buckets_are_where_their_region_is() -> None:
    buckets = b"<R><Bucket><Name>a</Name></Bucket><Bucket><Name>b</Name><BucketRegion>cn-north-1</BucketRegion></Bucket></R>"
    with _at((b"/", 200, buckets)) as (where, server):
        found, _ = where.stores()
    port = server.server_address[1]
    told = [(one.url, one.where) for one in found if one.where.startswith("S3")]
    assert told == [
        (f"s3://127.0.0.1:{port}/a", "S3 eu-central-1: a"),
        (f"s3://127.0.0.1:{port}/b", "S3 cn-north-1: b"),
    ]
    assert amazon._address("s3", "cn-north-1") == "https://s3.cn-north-1.amazonaws.com.cn"


def test_a_key_is_not_shown() -> None:
    assert "wJalr" not in repr(account("eu-central-1", {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "wJalr"}))
