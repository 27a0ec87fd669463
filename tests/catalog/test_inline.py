"""That it is the batch catalogue's door is held by tests/conformance/test_inline.py; here, what a batch does not tell."""

from __future__ import annotations

import pytest

from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers, networks
from headcount.catalog.inline import InlineDoor, Learned
from headcount.catalog.routes import Declaration
from headcount.model.seen import Seen
from tests.catalog.batches import TOKENIZER, token

DECLARED = (
    Declaration("/users/{id}", "id", "GET", "", ("phone",), people=True),
    Declaration("/users", "$.items[].id", "GET", "", ("phone", "email"), people=True),
    Declaration("/users", "$.items[].card", "GET", "cards", ("bank_card", "phone")),
    Declaration("/about", None),
)
GUEST = (("visitor", "192.0.2.7 B/1"), ("address", "192.0.2.7"), ("prefix", "192.0.2.0/24"))


def door(*learned: Learned) -> InlineDoor:
    catalogue = Catalogue(TOKENIZER, Callers(TOKENIZER, networks(["10.0.0.0/8"])), DECLARED)
    catalogue.restore([(one.template, one.subject, "1", 0) for one in learned])
    return InlineDoor(catalogue, learned)


def see(one: InlineDoor, target: str, method: str = "GET") -> Seen:
    return one.see(method, target, address="192.0.2.7", user_agent="B/1")


def test_a_request_that_names_a_person() -> None:
    told = see(door(), "/users/12?x=1")
    assert told == Seen(
        GUEST, "GET /users/{id}", people=True, kinds=("phone",), entity="people", records=(token("people", "12"),)
    )


def test_a_request_whose_answer_names_the_people() -> None:
    told = see(door(), "/users?page=2")
    assert told == Seen(GUEST, "GET /users", people=True, kinds=("phone", "email", "bank_card"), entity="people", records=())


def test_a_declared_route_that_shows_nobody() -> None:
    assert see(door(), "/about") == Seen(GUEST, "GET /about", people=False, kinds=(), entity="", records=())


@pytest.mark.parametrize(("method", "target"), [("HEAD", "/users/12"), ("GET", "/other/12"), ("GET", "/users/a.css")])
def test_what_no_route_fits(method: str, target: str) -> None:
    assert see(door(), target, method) == Seen(GUEST, "", people=False, kinds=(), entity="", records=())


def test_a_ledger_says_what_its_learned_routes_show() -> None:
    one = door(
        Learned("/orders/{id}", "id", people=False, kinds=("phone",), entity="orders", method="GET"),
        Learned("/orders/{id}", "id", people=False, kinds=("email",), entity="orders", method="POST"),
        Learned("/staff", "$.id", people=True, kinds=("phone",), entity="staff", method="GET"),
    )
    assert see(one, "/orders/7").kinds == ("phone",)
    assert see(one, "/orders/7", "POST").kinds == ("email",)
    assert see(one, "/orders/7").records == (token("orders", "7"),)
    assert see(one, "/users/7").kinds == ("phone",), "declared"


def test_a_ledger_says_what_the_answers_of_learned_routes_show() -> None:
    one = door(Learned("/staff", "$.id", people=True, kinds=("phone",), entity="staff", method="GET"))
    told = see(one, "/staff")
    assert (told.route, told.people, told.kinds, told.entity) == ("GET /staff", True, ("phone",), "staff")


@pytest.mark.parametrize(
    ("who", "clients"),
    [
        ({"address": "192.0.2.7"}, (("visitor", "192.0.2.7 "), ("address", "192.0.2.7"), ("prefix", "192.0.2.0/24"))),
        (
            {"address": "10.0.0.1", "forwarded": "203.0.113.9, 198.51.100.4", "account": "ann"},
            (("account", "ann"), ("address", "198.51.100.4"), ("prefix", "198.51.100.0/24")),
        ),
        (
            {"address": "192.0.2.7", "forwarded": "203.0.113.9", "account": "ann"},
            (("account", "ann"), ("address", "192.0.2.7"), ("prefix", "192.0.2.0/24")),
        ),
        (
            {"address": "2001:DB8::7", "account": "ann", "credential": "secret"},
            (
                ("account", "ann"),
                ("credential", TOKENIZER.digest("credential", b"secret")),
                ("address", "2001:db8::7"),
                ("prefix", "2001:db8::/64"),
            ),
        ),
        ({"address": "", "credential": "secret"}, (("credential", TOKENIZER.digest("credential", b"secret")),)),
        ({"address": "unix:"}, (("visitor", "unix "), ("address", "unix"), ("prefix", "unix"))),
        ({"address": ""}, ()),
    ],
)
def test_who_asks(who: dict[str, str], clients: tuple[tuple[str, str], ...]) -> None:
    assert door().clients(**who) == clients


def test_tokens_of_an_answer_are_those_of_requests() -> None:
    one = door()
    assert one.tokens("people", [b"12", b"13"]) == (*see(one, "/users/12").records, token("people", "13"))


def test_a_crawler_that_signed_is_named_last() -> None:
    told = door().see("GET", "/users/12", address="192.0.2.7", user_agent="B/1", crawler="ExampleBot")
    assert told.clients == (*GUEST, ("crawler", "ExampleBot"))
