"""Every source keeps its promise: no bytes crash it, no line is lost, and how the bytes arrive makes no difference."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
from pathlib import Path

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.model.access import AccessBatch
from headcount.model.skipped import Skipped
from headcount.sources import SOURCES, from_field_map, from_log_format, recognise
from headcount.sources.interface import Block, Source
from headcount.sources.pattern import PatternReader, PatternSource
from headcount.sources.pattern_vector import VectorReader
from headcount.sources.taps.file import FileTap

_UA = "Mozilla/5.0 (X11; Linux x86_64) ExampleBrowser/1.0"
_CLF = '192.0.2.7 - alice [01/Nov/2025:10:00:02 +0200] "GET /orders/17?x=1 HTTP/1.1" 200 512 "-"'
_JSON = {
    "caddy": {
        "ts": 1761984002.0,
        "request": {"remote_ip": "192.0.2.7", "method": "GET", "uri": "/orders/17?x=1", "headers": {"User-Agent": [_UA]}},
        "status": 200,
        "size": 512,
        "user_id": "alice",
    },
    "traefik_json": {
        "StartUTC": "2025-11-01T08:00:02Z",
        "ClientHost": "192.0.2.7",
        "ClientUsername": "alice",
        "RequestMethod": "GET",
        "RequestPath": "/orders/17?x=1",
        "DownstreamStatus": 200,
        "DownstreamContentSize": 512,
        "request_User-Agent": _UA,
    },
    "envoy_json": {
        "start_time": "2025-11-01T08:00:02.000Z",
        "downstream_remote_address_without_port": "192.0.2.7",
        "method": "GET",
        "path": "/orders/17?x=1",
        "response_code": 200,
        "bytes_sent": 512,
        "user_agent": _UA,
    },
    "nginx_json": {
        "time_iso8601": "2025-11-01T10:00:02+02:00",
        "remote_addr": "192.0.2.7",
        "remote_user": "alice",
        "request": "GET /orders/17?x=1 HTTP/1.1",
        "status": "200",
        "body_bytes_sent": 512,
        "http_user_agent": _UA,
    },
}
_EVENTS = {
    "cloudtrail": {
        "eventTime": "2025-11-01T08:00:02Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": "GetObject",
        "userIdentity": {"type": "IAMUser", "userName": "alice"},
        "sourceIPAddress": "192.0.2.7",
        "userAgent": _UA,
        "requestParameters": {"bucketName": "shop", "key": "orders/17"},
        "additionalEventData": {"bytesTransferredOut": 512},
    },
    "ocsf": {
        "class_uid": 4002,
        "activity_id": 3,
        "time": 1761984002000,
        "metadata": {"version": "1.3.0"},
        "actor": {"user": {"name": "alice"}},
        "src_endpoint": {"ip": "192.0.2.7"},
        "http_request": {"http_method": "GET", "url": {"path": "/orders/17", "query_string": "x=1"}, "user_agent": _UA},
        "http_response": {"code": 200, "length": 512},
    },
    "fhir_audit": {
        "resourceType": "AuditEvent",
        "type": {"code": "rest"},
        "subtype": [{"code": "read"}],
        "action": "R",
        "recorded": "2025-11-01T09:00:02+01:00",
        "outcome": "0",
        "agent": [{"altId": "alice", "requestor": True, "network": {"address": "192.0.2.7", "type": "2"}}],
        "entity": [{"what": {"reference": "Patient/17"}, "role": {"code": "1"}}],
    },
}
_TOLD = {
    "pgaudit": (b"/shop/public.orders/shop-orders/17", -1),
    "cloudtrail": (b"/s3/shop/orders/17", 512),
    "fhir_audit": (b"/of-Patient/read-Patient?patient=17", -1),
}
"""What audit logs tell of the look-up of a record that is no request for `/orders/17?x=1`: target and size."""
_AUDIT = '"AUDIT: SESSION,1,1,READ,SELECT,,,select * from orders where id = 17,<none>,1"'
_PGAUDIT = f'17,"192.0.2.7:4711",6b02.2c,6,"SELECT",2025-11-01 10:00:00 EET,3/8,0,LOG,00000,{_AUDIT},,,,,,,,,"{_UA}"'
_ALB = f'"GET /orders/17?x=1 HTTP/1.1" "{_UA}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2'
_W3C = "#Fields: date time c-ip cs-username cs-method cs-uri-stem cs-uri-query sc-status sc-bytes cs(User-Agent)\n"
_PLUS = _UA.replace(" ", "+")
_CLIENT = '"/orders/17?x=1" [Client 192.0.2.7] [Length 512] [Gzip -] [Sent-to shop]'
_ZULU = "2025-11-01T08:00:02.000000Z"
_TIMES = "192.0.2.7:4711 192.0.2.80:80 0.0 0.0 0.0 200 200 34 512"
_CLOUD = "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs-uri-stem sc-status cs(User-Agent) cs-uri-query\n"
_GET = '"GET /orders/17?x=1 HTTP/1.1"'
_S3 = f"0123abc bucket [01/Nov/2025:08:00:02 +0000] 192.0.2.7 alice 3E57 REST.GET.OBJECT orders/17 {_GET} 200 - 512 512 7 6"
_HAPROXY = "Nov  1 08:00:02 lb haproxy[17]: 192.0.2.7:4711 [01/Nov/2025:08:00:02.000] front~ back/web 0/0/0/7/7 200 512 - - ----"
SAMPLES: dict[str, tuple[str, str]] = {
    "traefik": ("", f'{_CLF} "{_UA}" 12 "shop@docker" "http://192.0.2.80:80" 3ms'),
    "combined": ("", f'{_CLF} "{_UA}"'),
    "nginx_proxy_manager": ("", f'[01/Nov/2025:10:00:02 +0200] - 200 200 - GET https shop.example {_CLIENT} "{_UA}" "-"'),
    "cloudfront": (
        f"#Version: 1.0\n{_CLOUD}",
        f"2025-11-01\t08:00:02\tFRA2\t512\t192.0.2.7\tGET\t/orders/17\t200\t{_UA}\tx=1",
    ),
    "w3c": (_W3C, f"2025-11-01 08:00:02 192.0.2.7 alice GET /orders/17 x=1 200 512 {_PLUS}"),
    "envoy": ("", f'[{_ZULU}] {_GET} 200 - 0 512 3 2 "-" "{_UA}" "id-1" "shop.example" "192.0.2.80:80"'),
    "alb": ("", f'https {_ZULU} app/a/1 {_TIMES} {_ALB} arn "-"'),
    "elb": ("", f"{_ZULU} my-elb {_TIMES} {_ALB}"),
    "s3": ("", f'{_S3} "-" "{_UA}" -'),
    "haproxy": ("", f"{_HAPROXY} 1/1/0/0/0 0/0 {_GET}"),
    "pgaudit": ("", f'2025-11-01 10:00:02.000 EET,"alice","shop",{_PGAUDIT},"client backend",,0'),
} | {name: ("", msgspec.json.encode(value).decode()) for name, value in (_JSON | _EVENTS).items()}
"""Source to header lines and one line: the same request in every format."""

OTHERS: tuple[Source, ...] = (
    from_field_map({"time": "t", "address": "client.ip", "target": "path", "status": "code"}),
    from_log_format('$remote_addr [$time_iso8601] $request_method "$uri" "$args" $status $body_bytes_sent $http_user_agent'),
    from_log_format('%{X-Forwarded-For}i %h %l %u %{%Y-%m-%d %H:%M:%S}t.%{usec_frac}t %m %U%q %>s %b "%{User-agent}i"'),
)
LINES = st.one_of(
    st.binary(max_size=80).map(lambda b: b.replace(b"\n", b" ")),
    st.sampled_from([line.encode() for _, line in SAMPLES.values()]),
    st.sampled_from([header.rstrip().encode() for header, _ in SAMPLES.values()]),
    st.sampled_from(
        [b"", b"\r", b"-", b'"', b'\\"', b'{"t":', b"\x00", b"#Fields: date time", b"\xff\xfe", b"- - - ", b'"" "" ""']
    ),
)


def read(source: Source, text: bytes, blocks: int = 1) -> tuple[AccessBatch, Skipped]:
    """All of `text`, cut into about so many blocks at line ends."""
    lines = text.splitlines(keepends=True) if blocks > 1 else [text]
    per = max(len(lines) // blocks, 1)
    reader, batches, skipped, number = source.open(text), [], Skipped(), 1
    for at in range(0, len(lines), per):
        part = b"".join(lines[at : at + per])
        batch, left = reader.read(Block.of(part, number))
        number += part.count(b"\n")
        batches.append(batch)
        for reason, rows in left.by_reason.items():
            skipped.add(reason, rows)
    return AccessBatch.concat(batches), skipped


def count(text: bytes) -> int:
    return text.count(b"\n") + (text[-1:] not in {b"\n", b""})


def same(one: AccessBatch, other: AccessBatch) -> bool:
    return bool(one.to_arrow().equals(other.to_arrow()))


def test_every_source_has_a_sample() -> None:
    assert {source.name for source in SOURCES} == set(SAMPLES)


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.name)
def test_the_same_request_reads_the_same_in_every_format(source: Source) -> None:
    header, line = SAMPLES[source.name]
    text = f"{header}{line}\n{line}\r\n{line}".encode()
    found, score = recognise(text)
    assert (found and found.name, score) == (source.name, 1.0)
    batch, skipped = read(source, text)
    lines = header.count("\n")
    assert (len(batch), len(skipped)) == (3, lines)
    assert batch.line.tolist() == [lines + 1, lines + 2, lines + 3]
    assert batch.time.tolist() == [int(dt.datetime(2025, 11, 1, 8, 0, 2, tzinfo=dt.UTC).timestamp() * 1e6)] * 3
    target, size = _TOLD.get(source.name, (b"/orders/17?x=1", 512))
    assert batch.target.to_list() == [target] * 3
    assert batch.method.to_list() == [b"GET"] * 3
    assert batch.status.tolist() == [200] * 3
    assert batch.size.tolist() == [size] * 3
    assert set(batch.address.to_list()) == ({b"192.0.2.7"} if source.name != "envoy" else {b""})
    assert set(batch.account.to_list()) <= {b"alice", b""}
    agent = b"" if source.name in {"haproxy", "fhir_audit"} else (_PLUS if source.name == "w3c" else _UA).encode()
    assert set(batch.user_agent.to_list()) == {agent}


@pytest.mark.parametrize("source", [*SOURCES, *OTHERS], ids=lambda s: s.name)
@settings(max_examples=15, deadline=None)
@given(lines=st.lists(LINES, max_size=12), end=st.sampled_from([b"", b"\n", b"\r\n"]), blocks=st.integers(2, 5))
def test_any_bytes_are_read_or_skipped(source: Source, lines: list[bytes], end: bytes, blocks: int) -> None:
    text = b"\n".join(lines) + end
    assert 0.0 <= source.recognise(text) <= 1.0
    batch, skipped = read(source, text)
    assert len(batch) + len(skipped) == count(text)
    numbers = [*batch.line.tolist(), *(n for rows in skipped.by_reason.values() for n in rows.tolist())]
    assert sorted(numbers) == list(range(1, count(text) + 1))
    assert batch.line.tolist() == sorted(batch.line.tolist())
    batch.to_arrow().validate(full=True)
    again, left = read(source, text.replace(b"\r", b" "), blocks)
    if b"\r" not in text:
        assert same(batch, again)
        assert dict(left.counts()) == dict(skipped.counts())


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.name)
def test_compression_makes_no_difference(source: Source, tmp_path: Path) -> None:
    header, line = SAMPLES[source.name]
    text = f"{header}{line}\nbroken\n{line}\n".encode()
    packed = {
        "a": text,
        "b": gzip.compress(text[:40]) + gzip.compress(text[40:]),
        "c": zstandard.compress(text),
        "d": bz2.compress(text),
    }
    seen = []
    for name, content in packed.items():
        (tmp_path / name).write_bytes(content)
        tap = FileTap(str(tmp_path / name))
        reader = source.open(tap.head)
        results = [reader.read(block) for block in tap]
        assert (len(results), tap.problem) == (1, "")
        seen.append(results[0])
    assert len(seen[0][0]) == 2
    assert all(same(batch, seen[0][0]) and left.counts() == seen[0][1].counts() for batch, left in seen)


_TOKEN = st.sampled_from(
    ["-", "192.0.2.7", "2001:db8::7", "alice", "bob b", '\\"', "\\", "/a b", "x\\x22y", "[", "]", '"', "", "200", "0", "é"]
)
_TIME = st.sampled_from(
    ["01/Nov/2025:10:00:02 +0200", "31/Feb/2025:10:00:02 +0000", "01/Nov/2025:25:00:02 +0000", "01/nov/2025:10:00:02 +0200", "-"]
)
_REQUEST = st.sampled_from(
    [
        "GET /a HTTP/1.1",
        "GET /a",
        "-",
        "",
        "PROPFIND /x HTTP/1.1",
        "get /x HTTP/2.0",
        "GET  HTTP/1.1",
        "GET /a b HTTP/1.1",
        'GET /\\"q HTTP/1.1',
        "\\x16\\x03",
    ]
)
_STATUS = st.sampled_from(["200", "404", "-", "20", "2000", "000"])
_SIZE = st.sampled_from(["0", "512", "-", "99999999999", "12345678901234567", "1x", ""])


@st.composite
def combined_line(draw: st.DrawFn) -> str:
    address, account, referrer, agent = (draw(_TOKEN) for _ in range(4))
    request, status, size = draw(_REQUEST), draw(_STATUS), draw(_SIZE)
    rest = draw(st.sampled_from(["", "", "", ' "192.0.2.9"', ' "192.0.2.9" 0.003', " 17", " "]))
    return f'{address} - {account} [{draw(_TIME)}] "{request}" {status} {size} "{referrer}" "{agent}"{rest}'


@settings(max_examples=80, deadline=None)
@given(lines=st.lists(combined_line(), min_size=1, max_size=6))
def test_vectorised_and_line_by_line_reading_agree(lines: list[str]) -> None:
    source = next(s for s in SOURCES if s.name == "combined")
    assert isinstance(source, PatternSource)
    text = "\n".join(lines).encode()
    slow = PatternReader(VectorReader(()), source.line_readers)
    expected, skipped = slow.read(Block.of(text))
    for vector in source.vector_readers[:5]:
        batch, left = PatternReader(vector, [source.line_readers[source.vector_readers.index(vector)]]).read(Block.of(text))
        alone, refused = PatternReader(VectorReader(()), [source.line_readers[source.vector_readers.index(vector)]]).read(
            Block.of(text)
        )
        assert same(batch, alone)
        assert left.counts() == refused.counts()
    batch, left = source.open(text).read(Block.of(text))
    assert (len(batch), len(left)) == (len(expected), len(skipped))
