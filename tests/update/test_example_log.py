import gzip
import importlib.util
import ipaddress
import itertools
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "access.log.gz"
ORIGINAL = ROOT / ".." / "shared" / "data" / "apache-elastic" / "apache_logs.log.gz"
KEY = bytes(range(32))


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("example_log", ROOT / "update" / "example_log.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def original() -> list[bytes]:
    if not ORIGINAL.exists():
        pytest.skip("shared/data/apache-elastic is not here")
    return gzip.decompress(ORIGINAL.read_bytes()).splitlines()


def shared_bits(one: str, other: str) -> int:
    return 32 - (int(ipaddress.IPv4Address(one)) ^ int(ipaddress.IPv4Address(other))).bit_length()


def first_fields(lines: list[bytes]) -> list[str]:
    return [line.split(b" ", 1)[0].decode() for line in lines]


def test_common_prefixes_stay_exactly_as_long(script: ModuleType) -> None:
    hashed = script.PrefixPreserving(KEY)
    addresses = [
        "192.0.2.1",
        "192.0.2.2",
        "192.0.2.130",
        "192.0.3.1",
        "198.51.100.7",
        "203.0.113.7",
        "203.0.113.6",
        "10.0.0.1",
        "127.0.0.1",
    ]
    for one, other in itertools.combinations(addresses, 2):
        assert shared_bits(hashed(one), hashed(other)) == shared_bits(one, other)


def test_the_key_decides(script: ModuleType) -> None:
    assert script.PrefixPreserving(KEY)("192.0.2.1") == script.PrefixPreserving(KEY)("192.0.2.1")
    assert script.PrefixPreserving(KEY)("192.0.2.1") != script.PrefixPreserving(KEY[::-1])("192.0.2.1")
    with pytest.raises(SystemExit):
        script.PrefixPreserving(KEY[:31])


def test_the_published_test_vectors_of_the_method(script: ModuleType) -> None:
    key = bytes(
        [
            21,
            34,
            23,
            141,
            51,
            164,
            207,
            128,
            19,
            10,
            91,
            22,
            73,
            144,
            125,
            16,
            216,
            152,
            143,
            131,
            121,
            121,
            101,
            39,
            98,
            87,
            76,
            45,
            42,
            132,
            34,
            2,
        ]
    )
    hashed = script.PrefixPreserving(key)
    assert hashed("128.11.68.132") == "135.242.180.132"
    assert hashed("129.118.74.4") == "134.136.186.123"


def test_addresses_are_replaced_wherever_they_stand_and_nothing_else_is(script: ModuleType) -> None:
    lines = [
        b'192.0.2.1 - - [17/May/2015:10:05:03] "GET /?ip=192.0.2.1&by=198.51.100.7 HTTP/1.1" 200 5 "-" "Chrome/32.0.1700.77"',
        b'198.51.100.7 - - [17/May/2015:10:05:04] "GET /1192.0.2.1/192.0.2.10 HTTP/1.1" 200 5 "http://192.0.2.1/" "x192.0.2.1.y"',
        b"",
    ]
    one, two, rest = script.anonymise(lines, None)
    first, second = one.split()[0], two.split()[0]
    assert shared_bits(first.decode(), second.decode()) == shared_bits("192.0.2.1", "198.51.100.7")
    assert one == lines[0].replace(b"192.0.2.1", first).replace(b"198.51.100.7", second)
    assert two == second + lines[1][len("198.51.100.7") :].replace(b'"http://192.0.2.1/"', b'"http://' + first + b'/"').replace(
        b"x192.0.2.1.y", b"x" + first + b".y"
    )
    assert rest == b""


def test_no_client_of_the_original_is_left_in_the_example(original: list[bytes]) -> None:
    example = gzip.decompress(EXAMPLE.read_bytes()).splitlines()
    real = set(first_fields(original))
    quads = re.compile(rb"(?<!\d)(?<!\d\.)(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)")
    found = {quad.decode() for line in example for quad in quads.findall(line)}
    assert len(real) == 1753
    assert found & real == set()


def test_the_example_is_the_original_in_all_else(original: list[bytes]) -> None:
    example = gzip.decompress(EXAMPLE.read_bytes()).splitlines()
    quads = re.compile(rb"\d{1,3}(?:\.\d{1,3}){3}")
    assert len(example) == len(original) == 10_000
    assert [quads.sub(b"*", line) for line in example] == [quads.sub(b"*", line) for line in original]


def test_the_example_keeps_who_is_near_whom(original: list[bytes]) -> None:
    real, image = first_fields(original), first_fields(gzip.decompress(EXAMPLE.read_bytes()).splitlines())
    pairs = sorted(set(zip(real, image, strict=True)), key=lambda pair: int(ipaddress.IPv4Address(pair[0])))
    assert len(pairs) == len(set(real)) == len(set(image))
    for (one, one_image), (other, other_image) in itertools.pairwise(pairs):
        assert shared_bits(one, other) == shared_bits(one_image, other_image)


def test_every_client_of_the_example_could_be_one() -> None:
    clients = set(first_fields(gzip.decompress(EXAMPLE.read_bytes()).splitlines()))
    assert len(clients) == 1753
    assert all(ipaddress.IPv4Address(client).is_global for client in clients)
