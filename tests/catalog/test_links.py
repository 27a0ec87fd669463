"""Addresses that hold a credential."""

from __future__ import annotations

from typing import Any

from headcount.catalog.links import with_links
from headcount.catalog.unfold import leaves_of
from headcount.model.kind import Form, Kind
from tests.catalog.bodies import field, written

SECRETS = ["3mcg7ufgctbc82uq", "dgmps76mcuqfv4zs", "9nrw4zxqsl7kfddo"]
HELD = field("orders[].secret", Kind.CREDENTIAL)


def _orders(**more: Any) -> list[bytes]:  # noqa: ANN401 - JSON values of any shape
    return written(
        {"orders": [{"secret": secret, **{key: value.format(secret) for key, value in more.items()}} for secret in SECRETS]}
    )


def test_an_address_with_the_secret_in_it_is_one() -> None:
    leaves = leaves_of("GET /orders", _orders(url="https://shop.example/order/A7/{}/", shop="https://shop.example/"))
    kept, link = with_links(leaves, [HELD])
    assert (kept, link.path, link.kind, link.form, link.count) == (HELD, "orders[].url", Kind.CREDENTIAL, Form.CLEAR, 3)
    assert link.reason == "3 of 3 addresses hold a credential that stands beside them"


def test_paths_and_queries_count_and_other_texts_do_not() -> None:
    leaves = leaves_of("GET /orders", _orders(way="/order?key={}&a=b", note="the key is {}"))
    assert [held.path for held in with_links(leaves, [HELD])] == ["orders[].secret", "orders[].way"]


def test_hidden_doubtful_and_short_credentials_are_not_looked_for() -> None:
    leaves = leaves_of("GET /orders", _orders(url="https://shop.example/{}"))
    for held in (field("orders[].secret", Kind.CREDENTIAL, Form.MASKED), field("orders[].secret", Kind.ORDER)):
        assert with_links(leaves, [held]) == [held]
    short = leaves_of("GET /orders", written({"secret": "orders", "url": "https://shop.example/orders"}))
    told = field("secret", Kind.CREDENTIAL)
    assert with_links(short, [told]) == [told]
