from __future__ import annotations

import itertools
import random
import uuid
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.catalog.answers import Answers
from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers
from headcount.catalog.routes import Declaration
from headcount.catalog.shapes import Person, Shape
from headcount.model.access import AccessBatch
from headcount.model.disclosure import AGENT_SCHEMA, ATTEMPT_SCHEMA, CALLER_SCHEMA, DISCLOSURE_SCHEMA, TRAFFIC_SCHEMA
from headcount.model.kind import Form, Kind
from headcount.model.text import Text
from tests.catalog.batches import TOKENIZER, Door, Shown, accesses, token
from tests.catalog.bodies import by_name, field, page, person, written

few = settings(max_examples=25, deadline=None)
UUIDS = [str(uuid.UUID(int=random.Random(7).getrandbits(128) >> n)) for n in range(20)]  # noqa: S311  # made data


def words(count: int, seed: int = 1, size: int = 7) -> list[str]:
    """Different made words without digits."""
    chance = random.Random(seed)  # noqa: S311  # made data
    found = dict[str, None]()
    while len(found) < count:
        found["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=size))] = None
    return list(found)


def seen(*targets: str | bytes, declared: tuple[Declaration, ...] = ()) -> dict[str, int]:
    """Template to different records, after one batch."""
    return Door(*declared).feed(accesses(targets)).records()


def pairs(rows: list[Shown]) -> set[tuple[str | None, int]]:
    return {(row.route.entity, row.record) for row in rows}


@pytest.mark.parametrize(
    ("targets", "records"),
    [
        ([f"/orders/{n}" for n in range(9)], {"/orders/{id}": 9}),
        ([f"/orders/{n}" for n in UUIDS], {"/orders/{id}": 20}),
        ([f"/orders/{n.upper()}" for n in UUIDS] + [f"/orders/{n}" for n in UUIDS], {"/orders/{id}": 20}),
        ([f"/u/{n}" for n in words(51)], {"/u/{name}": 51}),
        ([f"/x/{n}" for n in words(51)], {"/x/{name}": 51}),
        ([f"/x/{n}" for n in words(50)], {}),
        (["/m/ann@example.com", "/m/ann%40example.com", "/m/Ann@Example.Com", "/m/bob@example.com"], {"/m/{email}": 2}),
        (["/tel/12025550100", "/tel/12025550101", "/tel/12025550100"], {"/tel/{id}": 2}),
        (["/tel/+12025550100", "/tel/%2B12025550100"], {"/tel/{name}": 1}),
        ([f"/u/{chr(0x4E00 + n)}" for n in range(60)], {"/u/{name}": 60}),
        (["/orders/1001", "/orders/1001/", "//orders//1001", "/orders/1001//"], {"/orders/{id}": 1}),
        (["/orders?ids=1001,1002,1003", "/orders?ids=1003", "/orders?ids=1004%2C1001"], {"/orders?ids={ids}": 4}),
        (["/order/evaluate?buyer=4242&page=2", "/order/evaluate?page=3&buyer=4243"], {"/order/evaluate?buyer={buyer}": 2}),
        (["/list/page/1", "/list/page/2", "/page/3", "/list?page=4", "/tags/2024", "/search?q=1001"], {}),
        (["/img/2000.png", "/1001.css", "/a/app.js?v=1001", "/fonts/1001.woff2"], {}),
        (["http://shop.example/orders/1001", "https://shop.example:8443/orders/1002?x=1", "/orders/1001"], {"/orders/{id}": 2}),
        (["http://shop.example", "http://shop.example/", "*", "/", ""], {}),
        ([f"/api/v2/users/{n}" for n in range(1000, 1005)], {"/api/v2/users/{id}": 5}),
        (["/api/v1/orders/1001", "/api/v2/orders/1001"], {"/api/v1/orders/{id}": 1, "/api/v2/orders/{id}": 1}),
        (["/?buyer=7", "?buyer=8"], {"/?buyer={buyer}": 2}),
        (["/users/1001/orders/3001", "/users/1001/orders/3002"], {"/users/{id}/orders/{id2}": 2}),
        ([f"/questions/{n}/{w}" for n, w in enumerate(words(60), 1000)], {"/questions/{id}/{name}": 60}),
        (["/orders?ids=1,2,3", "/orders?ids=3,4"], {"/orders?ids={ids}": 4}),
        (["/orders/1,2,3", "/orders/3"], {"/orders/{name}": 3}),
        (["/x/%E5%BC%A0", "/x/%E5%BC%A0%E4%B8%89"], {}),
        (["/u/%E5%BC%A0", "/u/%E5%BC%A0%E4%B8%89", "/u/张"], {"/u/{name}": 2}),
        ([f"/m/{'a' * 50}@example.com", f"/m/{'b' * 40}%40example.com"], {"/m/{email}": 2}),
        (["/orders/1001;jsessionid=A1", "/orders;jsessionid=B2/1001", "/orders/1002;x?p=;"], {"/orders/{id}": 2}),
        (["/o?user=Doe,John", "/o?user=Doe%2CJohn"], {"/o?user={user}": 1}),
    ],
)
def test_what_is_learned_from_paths(targets: list[str], records: dict[str, int]) -> None:
    assert seen(*targets) == records


def test_one_entity_has_one_token_whatever_the_route() -> None:
    door = Door().feed(accesses(["/orders/1001", "/orders/1001/rating", "/api/v2/orders/1001", "/Orders/1001", "/users/1001"]))
    rows = door.shown()
    assert [row.route.entity for row in rows] == ["orders", "orders", "orders", "orders", "users"]
    assert [row.record for row in rows] == [token("orders", "1001")] * 4 + [token("users", "1001")]


def test_parameters_of_one_subject_are_one_entity() -> None:
    rows = Door().feed(accesses(["/a?user_id=7", "/b?userId=7", "/c?user=7", "/d?id=7"])).shown()
    assert [row.route.entity for row in rows] == ["user", "user", "user", "d"]
    assert {row.record for row in rows[:3]} == {token("user", "7")}


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "DELETE", "TRACE", "CONNECT", "PROPFIND", "get", "\x16\x03\x01"])
def test_methods_whose_answers_show_nothing(method: str) -> None:
    door = Door().feed(accesses(["/orders/1001"]))
    tables = door.catalogue.disclose(accesses(["/orders/1001"] * 2, method=method, status=[200, 404]), 0)
    assert (len(tables["disclosure"]), len(tables["attempt"]), tables["traffic"].column("requests").to_pylist()) == (0, 0, [2])


def test_routes_are_told_apart_by_method() -> None:
    door = Door().feed(accesses(["/orders/1001"] * 3, method=["GET", "POST", ""]))
    assert [(row.route.method, row.route.template) for row in door.shown()] == [
        ("GET", "/orders/{id}"),
        ("POST", "/orders/{id}"),
        ("GET", "/orders/{id}"),
    ]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "shown"), (206, "shown"), (304, "shown"), (0, "shown"), (404, "missed"), (410, "missed")]
    + [(status, "neither") for status in (100, 301, 302, 400, 401, 403, 429, 500, 503)],
)
def test_what_an_answer_means(status: int, outcome: str) -> None:
    door = Door().feed(accesses(["/orders/1000"])).feed(accesses(["/orders/1001"], status=status))
    wanted = [token("orders", "1001")]
    assert [row.record for row in door.shown()[1:]] == (wanted if outcome == "shown" else [])
    assert [row.record for row in door.missed()] == (wanted if outcome == "missed" else [])


def test_misses_teach_nothing() -> None:
    door = Door().feed(accesses([f"/{word}/1001" for word in words(60)], status=404))
    assert (door.records(), door.missed(), door.catalogue.routes) == ({}, [], [])


def test_a_miss_in_the_batch_that_teaches_counts() -> None:
    door = Door().feed(accesses(["/orders/1001", "/orders/1002", "/orders/nobody"], status=[404, 200, 404]))
    assert [(row.record, row.line) for row in door.missed()] == [(token("orders", "1001"), 1)]


def test_columns_of_what_is_shown() -> None:
    batch = accesses(["/", "/orders/1001", "/orders/1003,1002"], first_line=5)
    tables = Door().catalogue.disclose(batch, 3)
    shown = tables["disclosure"].to_pydict()
    assert [stamp.second for stamp in shown["shown_at"]] == [6, 7, 7]
    assert (shown["line"], shown["file"], shown["caller"], shown["step"]) == ([6, 7, 7], [3] * 3, [0] * 3, [0, 2, -1])
    assert shown["record"] == [token("orders", value) for value in ("1001", "1003", "1002")]
    traffic = tables["traffic"].to_pylist()[0]
    assert (traffic["requests"], traffic["errors"], traffic["first"].second, traffic["last"].second) == (3, 0, 5, 7)


def test_steps_are_those_of_one_caller_and_one_entity() -> None:
    batch = accesses(
        ["/orders/100", "/users/500", "/orders/101", "/orders/100", "/orders/105", "/users/499", "/orders/105"],
        address=["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.1", "192.0.2.1"],
    )
    door = Door().feed(batch)
    assert [row.step for row in door.shown()] == [0, 0, 1, 0, 4, -1, 127]
    door.feed(accesses(["/orders/106"], first_line=8))
    assert door.shown()[-1].step == 1


def test_steps_follow_the_time_where_lines_are_out_of_order() -> None:
    lines = accesses(["/orders/102", "/orders/100", "/orders/103", "/orders/101"])
    lines.time[:] = [3_000_000, 1_000_000, 4_000_000, 2_000_000]
    assert [row.step for row in Door().feed(lines).shown()] == [1, 0, 1, 1]


def test_traffic_is_counted_whatever_was_asked() -> None:
    batch = accesses(
        ["/", "/x.css", "/orders/1001", "/y"],
        address=["192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.1"],
        status=[200, 404, 500, 301],
    )
    traffic = Door().catalogue.disclose(batch, 0)["traffic"].to_pylist()
    assert [(row["caller"], row["requests"], row["errors"]) for row in traffic] == [(0, 3, 1), (1, 1, 1)]


def test_tables_have_their_schemas_even_when_empty() -> None:
    schemas = {
        "disclosure": DISCLOSURE_SCHEMA,
        "attempt": ATTEMPT_SCHEMA,
        "traffic": TRAFFIC_SCHEMA,
        "caller": CALLER_SCHEMA,
        "agent": AGENT_SCHEMA,
    }
    for batch in (AccessBatch.empty(), accesses(["/orders/1001", "/x"])):
        tables = Door().catalogue.disclose(batch, 0)
        assert {name: table.schema for name, table in tables.items()} == schemas


@pytest.mark.parametrize(
    ("declaration", "targets", "shown"),
    [
        (Declaration("/orders/{order}", "order"), ["/orders/new", "/orders/7", "/orders"], [("orders", "new"), ("orders", "7")]),
        (
            Declaration("/u/{user}/photos", "user", people=True),
            ["/u/ann/photos", "/u/bob/photos"],
            [("people", "ann"), ("people", "bob")],
        ),
        (Declaration("/find", "who", people=True), ["/find?page=2&who=ann", "/find?who=%61nn", "/find"], [("people", "ann")] * 2),
        (Declaration("/find?who={who}", "who", entity="staff"), ["/find?x=1&who=ann"], [("staff", "ann")]),
        (Declaration("/search", "q"), ["/search?q=ann"], [("search", "ann")]),
        (Declaration("/orders/{id}", None), ["/orders/1001", "/orders/1002"], []),
        (Declaration("/archive/{year}", "year"), ["/archive/2024"], [("archive", "2024")]),
        (Declaration("/", "uid"), ["/?uid=5"], [("record", "5")]),
        (
            Declaration("/orders/{order}/items/{item}", "order"),
            ["/orders/7/items/1", "/orders/ab/items/2"],
            [("orders", "7"), ("orders", "ab")],
        ),
        (
            Declaration("/shops/{shop}/find", "who", people=True),
            ["/shops/1001/find?page=2&who=ann", "/shops/x/find?who=bob", "/shops/1001/find"],
            [("people", "ann"), ("people", "bob")],
        ),
        (Declaration("/用户/{id}", "id"), ["/%E7%94%A8%E6%88%B7/7"], [("用户", "7")]),
        (Declaration("/a b/{id}", "id"), ["/a%20b/7"], [("a b", "7")]),
        (Declaration("/pages/{page}/", "page"), ["/pages/ab", "/pages/ab/"], [("pages", "ab")] * 2),
    ],
)
def test_declarations_win(declaration: Declaration, targets: list[str], shown: list[tuple[str, str]]) -> None:
    rows = Door(declaration).feed(accesses(targets)).shown()
    assert [row.record for row in rows] == [token(*record) for record in shown]
    assert {(row.route.source, row.route.people, row.route.subject) for row in rows} <= {
        ("declared", declaration.people, declaration.subject)
    }


def test_a_declaration_may_be_for_one_method() -> None:
    door = Door(
        Declaration("/orders/{id}", None, "GET"),
        Declaration("/orders/{id}", "id", "POST", "invoices", ("name", "phone"), people=True),
    )
    rows = door.feed(accesses(["/orders/1001", "/orders/1002"], method=["GET", "POST"])).shown()
    assert [(row.record, row.route.method, row.route.kinds, row.route.people) for row in rows] == [
        (token("invoices", "1002"), "POST", ("name", "phone"), True)
    ]


def test_two_query_subjects_of_one_path() -> None:
    door = Door(Declaration("/find", "who", people=True), Declaration("/find", "order", entity="orders", kinds=("address",)))
    rows = door.feed(accesses(["/find?who=ann", "/find?page=1&order=7", "/find?page=9"])).shown()
    assert [(row.route.template, row.route.people, row.route.kinds, row.record) for row in rows] == [
        ("/find?who={who}", True, (), token("people", "ann")),
        ("/find?order={order}", False, ("address",), token("orders", "7")),
    ]


def test_one_variable_under_two_declared_names() -> None:
    door = Door(Declaration("/o/{order}", "order"), Declaration("/o/{invoice}/pdf", "invoice", entity="invoices"))
    rows = door.feed(accesses(["/o/7", "/o/7/pdf"])).shown()
    assert [(row.route.template, row.route.subject, row.record) for row in rows] == [
        ("/o/{order}", "order", token("o", "7")),
        ("/o/{invoice}/pdf", "invoice", token("invoices", "7")),
    ]


def test_what_is_not_declared_is_still_learned() -> None:
    records = seen("/orders/1001", "/orders/1001/rating", "/users/7", declared=(Declaration("/orders/{id}", None),))
    assert records == {"/orders/{id}/rating": 1, "/users/{id}": 1}


def test_a_late_collapse_counts_the_early_ones_too() -> None:
    door = Door()
    people = words(120)
    for begin in range(0, 120, 30):
        door.feed(accesses([f"/u/{word}" for word in people[begin : begin + 30]], first_line=begin + 1))
    assert pairs(door.shown()) == {("u", token("u", word)) for word in people}
    assert sorted(row.line for row in door.shown()) == list(range(1, 121))


def test_words_that_stay_few_show_no_records() -> None:
    door = Door()
    for _ in range(3):
        door.feed(accesses([f"/x/{word}" for word in words(40)]))
    assert (door.shown(), [route.tentative for route in door.catalogue.settle()]) == ([], [True])


def test_what_earlier_scans_learned_is_known_from_the_first_line() -> None:
    door = Door()
    door.catalogue.restore(
        [("/x/{name}", "name", "1", 0), ("/list?zz={zz}", "zz", "", 0), ("/t/{name}", "name", "1", 50), ("/o/{id}", "id", "0", 0)]
    )
    batch = accesses(["/x/ann", "/list?zz=5", "/t/bob", "/r/eve", "/o/dan", "/o/7"])
    known = {("x", "ann"), ("zz", "5"), ("t", "bob"), ("o", "7")}
    assert pairs(door.feed(batch).shown()) == {(entity, token(entity, value)) for entity, value in known}
    assert pairs(Door().feed(batch).shown()) == {("o", token("o", "7"))}


@pytest.mark.parametrize(
    "targets",
    [
        [f"/questions/{number}/{word}" for number, word in enumerate(words(60), 1000)],
        [f"/{word}/{number}" for word in words(12) for number in (1001, 1002)],
        [f"/{word}/orders/1000" for word in words(60)],
        ["/u/alice/orders/1000", "/u/alice"],
        [f"/orders/ORD-{number}" for number in range(1000, 1060)] + ["/orders/new", "/orders/overview"],
        ["/users/1001/orders/3001", "/users/1001/orders/3002/items"],
        ["/orders?ids=1,2,3", "/o/7/list?page=2", "/find?user=5"],
    ],
)
def test_a_later_scan_finds_the_same_records(targets: list[str]) -> None:
    first, later = Door().feed(accesses(targets)), Door()
    later.catalogue.restore(
        [(r.template, r.subject, r.any_values, int(r.tentative)) for r in first.catalogue.settle() if r.subject]
    )
    later.feed(accesses(targets))
    assert pairs(later.shown()) == pairs(first.shown())
    assert later.records() == first.records()


SITES = {
    "ids": lambda chance: f"/orders/{chance.randrange(10**6)}",
    "ids and pages below": lambda chance: f"/orders/{chance.randrange(10**6)}{chance.choice(['', '/rating'])}",
    "uuids": lambda chance: f"/orders/{uuid.UUID(int=chance.getrandbits(128))}",
    "names": lambda chance: f"/u/{''.join(chance.choices('abcdefghijklm', k=6))}",
    "names and ids": lambda chance: (
        f"/u/{chance.choice([''.join(chance.choices('abcdefghijklm', k=6)), chance.randrange(10**6)])}"
    ),
    "buyers": lambda chance: f"/order/evaluate?buyer={chance.randrange(10**6)}&page={chance.randrange(5)}",
    "lists": lambda chance: f"/orders?ids={chance.randrange(1000, 9999)},{chance.randrange(1000, 9999)}",
}


@pytest.mark.parametrize("site", SITES)
@few
@given(st.integers(0, 2**32), st.lists(st.integers(0, 250), max_size=5))
def test_records_do_not_depend_on_how_accesses_are_cut_into_batches(site: str, seed: int, cuts: list[int]) -> None:
    chance = random.Random(seed)  # noqa: S311  # made data
    targets = [SITES[site](chance) for _ in range(250)]
    whole, parts = Door().feed(accesses(targets)), Door()
    for begin, end in itertools.pairwise([0, *sorted(cuts), 250]):
        parts.feed(accesses(targets[begin:end], first_line=begin + 1))
    assert {(row.route.entity, row.record, row.line) for row in parts.shown()} == {
        (row.route.entity, row.record, row.line) for row in whole.shown()
    }


def test_memory_is_bounded() -> None:
    chance = random.Random(3)  # noqa: S311  # made data
    door = Door()
    for _ in range(10):
        batch = []
        for word in words(5_000, chance.randrange(10**9)):
            number = chance.randrange(10**9)
            batch += [
                f"/u/{word}",
                f"/{word}/{number}/edit",
                f"/orders/{uuid.UUID(int=chance.getrandbits(128))}/{word}",
                f"/find?{word}={number}",
            ]
        door.catalogue.disclose(accesses(batch), 0)
    assert len(door.catalogue.trie.nodes) < 20_000
    assert len(door.catalogue.routes) < 1_000


@few
@given(st.lists(st.binary(max_size=30) | st.text("/?&=.%10au,@:", max_size=20).map(str.encode), min_size=1, max_size=20))
def test_any_bytes_go_through_the_door(targets: list[bytes]) -> None:
    tables = Door().catalogue.disclose(accesses(targets), 0)
    assert sum(tables["traffic"].column("requests").to_pylist()) == len(targets)


@pytest.mark.parametrize(
    "target",
    ["/u/alice", "/users/alice/orders/1000", "/api/v2/Users/alice", "/Customers/alice/photos/1000", "/author/alice?page=1"],
)
def test_one_user_is_enough_to_be_a_value(target: str) -> None:
    door = Door().feed(accesses([target]))
    assert "alice" not in str(door.catalogue.settle())
    assert len(door.shown()) == 1


def test_templates_do_not_name_the_few_people_seen() -> None:
    door = Door().feed(accesses([f"/m/{name}" for name in ("alice", "bob", "carol")] * 5))
    assert [(route.template, route.tentative) for route in door.catalogue.settle()] == [("/m/{name}", True)]


def test_pages_after_a_person_place_are_no_people() -> None:
    door = Door().feed(accesses(["/users/login", "/users/alice", "/users/New", "/users/1001", "/user/me/orders/7"]))
    assert pairs(door.shown()) == {
        (entity, token(entity, value)) for entity, value in (("users", "alice"), ("users", "1001"), ("orders", "7"))
    }
    assert door.templates() == {"/users/{name}", "/user/me/orders/{id}"}


def test_pages_beside_identifiers_stay_apart() -> None:
    door = Door().feed(accesses([f"/orders/ORD-{number}" for number in range(1000, 1300)] + ["/orders/overview"]))
    told = [(r.template, r.any_values, r.tentative, r.by_word) for r in door.catalogue.settle()]
    assert told == [("/orders/{name}", "0", False, False), ("/orders/{name}", "1", True, True)]
    assert {row.record for row in door.shown()} == {token("orders", f"ORD-{number}") for number in range(1000, 1300)}


def test_many_sections_stay_apart_and_are_not_named() -> None:
    sections = words(12)
    door = Door().feed(accesses([f"/{section}/1001" for section in sections]))
    digests = [f"record-{TOKENIZER.digest('entity', section.encode())[:8]}" for section in sections]
    assert [(r.template, r.subject, r.entity) for r in door.catalogue.settle()] == [
        ("/{name}/{id}", "id", digest) for digest in digests
    ]
    assert [row.record for row in door.shown()] == [token(section, "1001") for section in sections]
    assert door.catalogue.entities == dict(zip(sections, digests, strict=True))


def test_entities_are_those_of_declared_routes_and_of_those_met() -> None:
    declared = (
        Declaration("/v1/clubs/{id}", "id"),
        Declaration("/u/{name}", "name", people=True),
        Declaration("/halls/{id}", None),
    )
    door = Door(*declared).feed(accesses(["/orders/1001", "/halls/1001", "/orders/overview", "/about"]))
    assert door.catalogue.entities == {"clubs": "clubs", "people": "people", "orders": "orders"}


def test_routes_are_named_anew_when_sections_turn_out_to_be_values() -> None:
    door = Door().feed(accesses(["/wombat/orders/1000"]))
    assert [route.template for route in door.catalogue.routes] == ["/wombat/orders/{id}"]
    door.feed(accesses([f"/{word}/orders/1000" for word in words(300)], first_line=2))
    assert door.templates() == {"/{name}/orders/{id}"}
    assert {row.record for row in door.shown()} == {token("orders", "1000")}
    assert len(door.shown()) == 301


def test_the_identifier_names_the_record_and_not_the_words_behind_it() -> None:
    rows = Door().feed(accesses([f"/questions/{number}/{word}" for number, word in enumerate(words(60), 1000)])).shown()
    assert [row.record for row in rows] == [token("questions", str(number)) for number in range(1000, 1060)]
    assert {(row.route.subject, row.route.any_values) for row in rows} == {("id", "01")}


def test_what_was_learned_ahead_is_not_counted() -> None:
    people, door = words(60), Door()
    door.catalogue.learn(accesses([f"/x/{word}" for word in people[1:]]))
    door.catalogue.learn(
        accesses(["/orders/1001"] * 6, status=[404, 304, 0, 500, 200, 301], method=["GET"] * 4 + ["HEAD", "GET"])
    )
    trie = door.catalogue.trie
    assert (door.catalogue.routes, set(trie.root.children), trie.root.hits) == ([], {b"x"}, 59)
    rows = door.feed(accesses([f"/x/{people[0]}"])).shown()
    assert [(row.route.template, row.route.tentative, row.record) for row in rows] == [
        ("/x/{name}", False, token("x", people[0]))
    ]
    assert trie.root.hits == 60


def test_an_action_is_a_page_whenever_it_is_met() -> None:
    door = Door().feed(accesses(["/users/alice"])).feed(accesses(["/users/login", "/users/me", "/users/bob"]))
    assert door.records() == {"/users/{name}": 2}
    later = Door()
    later.catalogue.restore([("/users/{name}", "name", "1", 0)])
    assert later.feed(accesses(["/users/login", "/users/bob"])).records() == {"/users/{name}": 1}


def test_a_declared_variable_takes_actions_too() -> None:
    assert Door(Declaration("/users/{u}", "u")).feed(accesses(["/users/login"])).records() == {"/users/{u}": 1}


def test_what_names_the_records_of_a_route_goes_on_naming_them() -> None:
    door = Door().feed(accesses(["/users/1001/orders/7"])).feed(accesses(["/users/1001/orders/5000/x"]))
    door.feed(accesses(["/users/1001/orders/8", "/users/1002/orders/5001"]))
    assert [(x.route.template, x.route.subject, x.record) for x in door.shown()] == [
        ("/users/{id}/orders/{id2}", "id", token("users", "1001")),
        ("/users/{id}/orders/{id2}/x", "id2", token("orders", "5000")),
        ("/users/{id}/orders/{id2}", "id", token("users", "1001")),
        ("/users/{id}/orders/{id2}", "id", token("users", "1002")),
    ]


def test_a_section_has_one_token_whenever_it_is_met() -> None:
    sections = ["".join(pair) for pair in ("aj", "bk", "cl", "dm", "en", "fo", "gp", "hq", "ir", "js", "kt", "lu")]
    door = Door()
    for target in ["/shop/1001", *(f"/{section}/1001" for section in sections), "/shop/1001/edit"]:
        door.feed(accesses([target]))
    assert len({x.record for x in door.shown() if "shop" in x.route.template or x.route.key_entity == "shop"}) == 1


def test_at_rest_walks_begin_anew() -> None:
    door = Door().feed(accesses(["/orders/1001", "/orders/1002"]))
    door.catalogue.rest()
    door.feed(accesses(["/orders/1003", "/orders/1004"]))
    assert [x.step for x in door.shown()] == [0, 1, 0, 1]


def with_bodies(targets: list[str], answers: list[object], first_line: int = 1) -> AccessBatch:
    return replace(accesses(targets, first_line=first_line), body=Text.of(written(*answers)))


def test_an_answer_that_lists_people_is_a_disclosure_of_each() -> None:
    catalogue = Catalogue(TOKENIZER, Callers(TOKENIZER), (), Answers(by_name))
    batch = with_bodies(["/users?page=1", "/users/1002", "/about"], [page(1001, 1002, 1003), person(1002), {"version": 3}])
    catalogue.learn(batch)
    shown = catalogue.disclose(batch, 0)["disclosure"]
    routes = catalogue.settle()
    shown = shown.filter(pa.array([not routes[number].tentative for number in shown["route"].to_pylist()]))
    rows = [
        (routes[r].template, routes[r].subject, line)
        for r, line in zip(*(shown[c].to_pylist() for c in ("route", "line")), strict=True)
    ]
    assert rows == [("/users", "$.data.items[].id", 1)] * 3 + [("/users/{id}", "id", 2)]
    assert shown["record"].to_pylist() == [token("users", n) for n in ("1001", "1002", "1003", "1002")]
    assert catalogue.kind_sets == [frozenset(), {(Kind.PERSON_NAME, Form.CLEAR), (Kind.PHONE, Form.CLEAR)}]
    assert shown["shows"].to_pylist() == [1, 1, 1, 1]
    assert shown["step"].to_pylist() == [0, 0, 0, 0]  # nobody chose the neighbours in a list
    assert {(route.template, route.people, route.kinds) for route in routes if not route.tentative} == {
        ("/users/{id}", True, ("person_name", "phone")),
        ("/users", True, ("person_name", "phone")),
    }
    shapes = {(routes[number].template, p.scope, shape.most_people) for number, p, shape in catalogue.shapes()}
    assert shapes == {("/users/{id}", "", 1), ("/users", "data.items[]", 3)}


def test_an_answer_about_the_one_who_asks_names_that_person_itself() -> None:
    catalogue = Catalogue(TOKENIZER, Callers(TOKENIZER), (), Answers(by_name))
    shown = catalogue.disclose(with_bodies(["/me", "/me"], [person(1002), person(1003)]), 0)["disclosure"]
    routes = catalogue.settle()
    rows = [(routes[r].subject, record) for r, record in zip(*(shown[c].to_pylist() for c in ("route", "record")), strict=True)]
    assert [row for row in rows if row[0] == "$.id"] == [("$.id", token("user", "1002")), ("$.id", token("user", "1003"))]


def test_a_record_whose_answer_is_empty_was_asked_for_in_vain() -> None:
    catalogue = Catalogue(TOKENIZER, Callers(TOKENIZER), (), Answers(by_name))
    known = [f"/users/{n}" for n in range(1001, 1021)]
    catalogue.learn(with_bodies(known, [person(n) for n in range(1001, 1021)]))
    tables = catalogue.disclose(with_bodies(["/users/1001", "/users/1999"], [person(1001), {"code": 7, "data": None}]), 0)
    assert tables["disclosure"]["record"].to_pylist() == [token("users", "1001")]
    assert tables["attempt"]["record"].to_pylist() == [token("users", "1999")]


def test_without_recognisers_bodies_are_let_be() -> None:
    catalogue = Catalogue(TOKENIZER, Callers(TOKENIZER))
    batch = with_bodies(["/users?page=1", "/users/1002"], [page(1001), person(1002)])
    catalogue.learn(batch)
    assert set(catalogue.disclose(batch, 0)["disclosure"]["shows"].to_pylist()) == {0}
    assert (catalogue.kind_sets, list(catalogue.shapes())) == ([frozenset()], [])


def test_a_declared_path_in_the_answer_names_the_people() -> None:
    declared = Declaration("/members", "$.rows[].no", "GET", "members", ("phone",), people=True)
    catalogue = Catalogue(TOKENIZER, Callers(TOKENIZER), [declared], Answers(by_name))
    shape = Shape((Person("rows[]", "rows[].no", (field("rows[].tel", Kind.PHONE),)),))
    catalogue.know("GET", "/members", "", shape)
    shown = catalogue.disclose(with_bodies(["/members?page=2"], [{"rows": [{"no": 5, "tel": "1"}, {"no": 6, "tel": ""}]}]), 0)
    [route] = catalogue.settle()
    assert (route.template, route.subject, route.entity, route.people) == ("/members", "$.rows[].no", "members", True)
    assert shown["disclosure"]["record"].to_pylist() == [token("members", "5")]


def test_somebodys_name_on_the_way_stands_in_no_template() -> None:
    door = Door().feed(accesses(["/x/anna/cards/17", "/x/anna/cards/18", "/x/rates/cards/19"]))
    told = [route.template for route in door.catalogue.routes]
    assert not any("anna" in template for template in told)
    assert any(template.startswith("/x/rates/cards") for template in told)
