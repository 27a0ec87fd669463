from __future__ import annotations

import pyarrow as pa
import pytest

from headcount.catalog.identity import Callers, canonical_address, client_address, networks
from headcount.errors import ConfigError
from headcount.model.access import AccessBatch
from tests.catalog.batches import TOKENIZER, accesses

PROXIES = networks(["10.0.0.0/8", "2001:db8:ffff::/48"])


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:51234", "192.0.2.1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::ffff:192.0.2.1]:80", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("", ""),
        ("-", "-"),
        ("unknown", "unknown"),
        ("host.example", "host.example"),
        ("192.0.2.256", "192.0.2.256"),
        ("192.0.2.1.", "192.0.2.1."),
        ("192.0.2", "192.0.2"),
    ],
)
def test_one_spelling_for_each_address(text: str, spelling: str) -> None:
    assert canonical_address(text) == spelling
    assert canonical_address(spelling) == spelling


@pytest.mark.parametrize(
    ("address", "forwarded", "client"),
    [
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.99, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.99, 198.51.100.7, 10.9.9.9", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, 203.0.113.99, 10.9.9.9,10.1.1.1", "203.0.113.99"),
        ("10.0.0.1", "10.3.3.3, 10.2.2.2", "10.3.3.3"),
        ("10.0.0.1", "203.0.113.99, unknown, 10.2.2.2", "10.2.2.2"),
        ("10.0.0.1", "203.0.113.99, <script>", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        ("10.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("::ffff:10.0.0.1", "2001:DB8::7, ::ffff:10.2.2.2", "2001:db8::7"),
        ("2001:db8:ffff::1", " , 198.51.100.7 ,", "198.51.100.7"),
        ("10.0.0.1:5000", "198.51.100.7", "198.51.100.7"),
        ("", "198.51.100.7", ""),
    ],
)
def test_only_trusted_hops_are_believed(address: str, forwarded: str, client: str) -> None:
    assert client_address(address, forwarded, PROXIES) == client


def test_without_trusted_proxies_nobody_is_believed() -> None:
    assert client_address("192.0.2.1", "198.51.100.7", ()) == "192.0.2.1"


def test_networks_may_be_addresses() -> None:
    assert [str(network) for network in networks(["192.0.2.1", "198.51.100.9/24", "2001:db8::/32"])] == [
        "192.0.2.1/32",
        "198.51.100.0/24",
        "2001:db8::/32",
    ]


@pytest.mark.parametrize("value", ["", "proxy.example", "192.0.2.0/33", "192.0.2.1:80"])
def test_what_is_no_network_is_refused_with_the_remedy(value: str) -> None:
    with pytest.raises(ConfigError, match=r".*write an address or a network such as 10\.0\.0\.0/8$"):
        networks([value])


def identified(
    batch: AccessBatch, callers: Callers | None = None
) -> tuple[list[int], list[dict[str, object]], list[dict[str, object]]]:
    ids, new, agents = (callers or Callers(TOKENIZER)).identify(batch)
    return ids.tolist(), new.to_pylist(), agents.to_pylist()


def test_each_combination_is_one_caller() -> None:
    batch = accesses(
        ["/"] * 6,
        address=["192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.1", "192.0.2.1"],
        account=["", "", "", "seller-88", "", ""],
        credential=["", "", "", "", "key-1", ""],
        user_agent=["A/1", "A/1", "A/1", "A/1", "A/1", "B/1"],
    )
    ids, callers, agents = identified(batch)
    assert ids == [0, 0, 1, 2, 3, 4]
    assert agents == [{"agent": 0, "user_agent": "A/1"}, {"agent": 1, "user_agent": "B/1"}]
    assert [(c["caller"], c["address"], c["account"], c["credential"], c["agent"]) for c in callers] == [
        (0, "192.0.2.1", "", "", 0),
        (1, "192.0.2.2", "", "", 0),
        (2, "192.0.2.1", "seller-88", "", 0),
        (3, "192.0.2.1", "", TOKENIZER.digest("credential", b"key-1"), 0),
        (4, "192.0.2.1", "", "", 1),
    ]


def test_a_secret_is_never_kept() -> None:
    _, new, agents = Callers(TOKENIZER).identify(accesses(["/"], credential="secret-api-key"))
    assert "secret" not in str(new.to_pylist()) + str(agents.to_pylist())


def test_who_is_known_is_not_new_again() -> None:
    callers = Callers(TOKENIZER)
    batch = accesses(["/", "/"], address=["192.0.2.1", "192.0.2.2"])
    assert identified(batch, callers)[0] == [0, 1]
    later = accesses(["/"] * 3, address=["192.0.2.2", "192.0.2.3", "192.0.2.1"])
    ids, new, agents = identified(later, callers)
    assert ids == [1, 2, 0]
    assert [(caller["caller"], caller["address"], caller["agent"]) for caller in new] == [(2, "192.0.2.3", 0)]
    assert agents == []


def test_one_caller_has_one_key_whichever_columns_a_batch_fills() -> None:
    callers = Callers(TOKENIZER, PROXIES)
    assert identified(accesses(["/"]), callers)[0] == [0]
    full = accesses(
        ["/"] * 4, account=["seller-88", "", "", ""], credential=["", "key-1", "", ""], forwarded=["", "", "192.0.2.7", ""]
    )
    assert identified(full, callers)[0] == [1, 2, 3, 0]
    assert identified(accesses(["/"] * 2, account=["", "seller-88"]), callers)[0] == [0, 1]
    assert identified(accesses(["/"], credential="key-1"), callers)[0] == [2]
    assert identified(accesses(["/"], forwarded="192.0.2.7"), callers)[0] == [3]
    assert identified(accesses(["/"], user_agent=""), callers)[0] == [4]


def test_an_account_is_not_a_credential() -> None:
    batch = accesses(["/"] * 2, account=["x", ""], credential=["", "x"])
    assert identified(batch)[0] == [0, 1]


def test_forwarded_addresses_behind_a_trusted_proxy() -> None:
    batch = accesses(
        ["/"] * 3, address=["10.0.0.1", "10.0.0.1", "192.0.2.9"], forwarded=["198.51.100.7", "198.51.100.8", "198.51.100.7"]
    )
    _, trusted, _ = identified(batch, Callers(TOKENIZER, PROXIES))
    assert [caller["address"] for caller in trusted] == ["198.51.100.7", "198.51.100.8", "192.0.2.9"]
    ids, plain, _ = identified(batch)
    assert ids == [0, 0, 1]
    assert [caller["address"] for caller in plain] == ["10.0.0.1", "192.0.2.9"]


def test_addresses_get_one_spelling() -> None:
    _, callers, _ = identified(accesses(["/"] * 3, address=["2001:DB8::1", "192.0.2.1:80", "-"]))
    assert [caller["address"] for caller in callers] == ["2001:db8::1", "192.0.2.1", "-"]


def test_nobody_asked() -> None:
    ids, new, agents = Callers(TOKENIZER).identify(AccessBatch.empty())
    assert (ids.tolist(), len(new), len(agents)) == ([], 0, 0)
    assert isinstance(new, pa.RecordBatch)


def test_strange_bytes_in_agents_are_escaped() -> None:
    batch = accesses(["/"] * 2)
    strange = AccessBatch(
        **{**{f: getattr(batch, f) for f in batch.__slots__}, "user_agent": accesses([b"\xff\x00", b"\xff\x01"]).target}
    )
    ids, _, agents = identified(strange)
    assert ids == [0, 1]
    assert [agent["user_agent"] for agent in agents] == ["\\xff\x00", "\\xff\x01"]
