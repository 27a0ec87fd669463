"""The door for single requests is the door of the batches: same routes, same clients, same tokens, on any requests."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers, Network, networks
from headcount.catalog.inline import InlineDoor
from headcount.catalog.routes import Declaration
from headcount.model.access import AccessBatch
from tests.catalog.batches import TOKENIZER, accesses

PROXIES = networks(["10.0.0.0/8", "2001:db8:ffff::/48"])
DECLARED = (
    Declaration("/users/{id}", "id", "GET", "", ("phone",), people=True),
    Declaration("/users/{id}/orders/{order}", "order"),
    Declaration("/users/{id}/friends/{friend}", "id", "", "people"),
    Declaration("/u/{name}", "name", "POST", "people", people=True),
    Declaration("/v2/orders/{order}/rating", "order", "", "", ("nickname",)),
    Declaration("/search?uid={uid}", "uid", "", "people", people=True),
    Declaration("/search?q={q}", None),
    Declaration("/order/evaluate", "buyer", "GET", "people", people=True),
    Declaration("/people", "$.items[].id", "GET", "", ("phone", "email"), people=True),
    Declaration("/files/{name}/raw", None),
    Declaration("/ü/{id}", "id"),
)


PATHS = [told.template.partition("?")[0] for told in DECLARED]
PATHS += ["/", "", "/users", "/unknown/{x}", "/u/", "/shop/{item}", "/member/{name}", "/shop/{item}/of/{x}", "/lists"]
_WRITTEN = """
1 12345 17-000-4 ann%40example.com Ann@Example.com 1,2,3 4%2C5,5 b%C3%BCcher bu%CC%88cher 8f14e45f-ceea-467f-ab4b-0d8e2a6f0B5c
8F14E45F-CEEA-467F-AB4B-0D8E2A6F0B5C me new search report.pdf style.css STYLE.CSS a.Woff2 .zip x.tar.gz a;jsessionid=77 ;x=1 %
%4 %zz abcdefghijklmnopq12345 ab1cd2ef3gh4 1, , ü a+b 1+2 v2 2024 Ann%4012 %31%32%33%34 a%40b login LOGIN 1,a q@
"""
VALUES = _WRITTEN.split()
QUERIES = ["", "", "", "?", "?&&uid=5", "?uid", "?uid=&uid=7", "?x=1#&uid=8", "?uid=4#5", "?uid=1=2", "?uid=9?q=1", "?userId=77"]
HOSTS = ["", "", "", "", "", "", "https://shop.example", "HTTP://shop.example:8080", "example.com:80", "x:/", "*"]
ADDRESSES = [
    "192.0.2.7",
    "10.1.2.3",
    "[2001:db8::7]:443",
    "2001:DB8:0:0::7",
    "::ffff:192.0.2.9",
    "192.0.2.8:1234",
    "-",
    "",
    "10.0.0.9",
]
HOPS = ["198.51.100.7", "10.9.9.9", "unknown", " 203.0.113.4 ", "", "2001:db8::9", "[2001:db8::a]:99"]
WHO = ("address", "forwarded", "account", "credential", "user_agent")
LETTERS = "abcXYZ0123456789-_.~!$&'()*+,;=:@%"


def _value(random: Random) -> str:
    if random.random() < 0.7:
        return random.choice(VALUES)
    return "".join(random.choices(LETTERS, k=random.randrange(40)))


def _target(random: Random) -> str:
    path = re.sub(r"\{\w+\}", lambda _: _value(random), random.choice(PATHS)) + random.choice(["", "", "", "/", "//"])
    if random.random() < 0.6:
        return random.choice(HOSTS) + path + random.choice(QUERIES)
    names = random.choices(["uid", "q", "buyer", "page", "id", "userId", "", "b%75yer"], k=random.randrange(1, 4))
    return path + "?" + "&".join(name if random.random() < 0.1 else f"{name}={_value(random)}" for name in names)


def _requests(random: Random, count: int) -> AccessBatch:
    """Made requests, of every shape that was ever trouble."""
    return accesses(
        [_target(random) for _ in range(count)],
        address=random.choices(ADDRESSES, k=count),
        forwarded=[",".join(random.choices(HOPS, k=random.randrange(4))) for _ in range(count)],
        account=random.choices(["", "", "ann", "ünï", "s-1"], k=count),
        credential=random.choices(["", "", "Bearer abcdefghijklmnop", "k" * 16, "k" * 33], k=count),
        user_agent=random.choices(["", "ExampleBrowser/1.0", "Example Browser 2"], k=count),
        method=random.choices(["GET", "GET", "GET", "GET", "POST", "SEARCH", "HEAD", "DELETE", "get", ""], k=count),
        status=random.choices([200, 404], k=count),
    )


def _grown(trusted: tuple[Network, ...]) -> Catalogue:
    """A catalogue that knows declared routes, and has learned some more."""
    catalogue = Catalogue(TOKENIZER, Callers(TOKENIZER, trusted), DECLARED)
    catalogue.learn(
        accesses([f"/shop/{n}/of/9{n}" for n in range(20)] + [f"/shop/7{n}" for n in range(5)] + ["/member/ann", "/member/login"])
    )
    catalogue.learn(accesses([f"/lists?userId={n}" for n in range(30)]))
    return catalogue


@pytest.mark.parametrize("trusted", [(), PROXIES], ids=["no proxies", "proxies"])
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1 << 32))
def test_one_request_is_seen_as_in_a_batch(trusted: tuple[Network, ...], seed: int) -> None:
    catalogue = _grown(trusted)
    batch = _requests(Random(seed), 300)  # noqa: S311  # made requests, no secrets
    tables = catalogue.disclose(batch, 0)
    routes = catalogue.settle()
    disclosed: dict[int, set[tuple[str, int]]] = {}
    for row in (*tables["disclosure"].to_pylist(), *tables["attempt"].to_pylist()):
        route = routes[row["route"]]
        if route.subject is not None and not route.tentative:
            disclosed.setdefault(row["line"], set()).add((f"{route.method} {route.template}", row["record"]))
    numbers, callers, _ = Callers(TOKENIZER, trusted).identify(batch)
    caller = {row["caller"]: row for row in callers.to_pylist()}
    door = InlineDoor(catalogue)
    columns = (batch.method, batch.target, batch.address, batch.forwarded, batch.account, batch.credential, batch.user_agent)
    rows = zip(*([text.decode() for text in column.to_list()] for column in columns), strict=True)
    for line, (row, number) in enumerate(zip(rows, numbers.tolist(), strict=True), 1):
        method, target, *_ = row
        seen = door.see(method, target, **dict(zip(WHO, row[2:], strict=True)))
        assert {(seen.route, record) for record in seen.records} == disclosed.get(line, set()), row
        clients = dict(seen.clients)
        told = [clients.get(lens, "") for lens in ("account", "credential", "address")]
        assert told == [caller[number][name] for name in ("account", "credential", "address")], row


@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.binary(max_size=70), max_size=5), entity=st.sampled_from(["people", "orders", ""]))
def test_tokens_of_values_are_those_of_columns(values: list[bytes], entity: str) -> None:
    door = InlineDoor(Catalogue(TOKENIZER, Callers(TOKENIZER)))
    assert list(door.tokens(entity, values)) == TOKENIZER.tokens_of(entity, values)
