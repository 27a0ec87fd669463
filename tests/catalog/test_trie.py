from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from headcount.catalog.trie import FIRM_HITS, MOST_SIBLINGS, Node, Trie, is_identifier, is_strong


def words(count: int, stem: str = "w") -> list[str]:
    """Different words without digits."""
    return [stem + "".join(chr(97 + int(digit)) for digit in f"{number:04d}") for number in range(count)]


def grown(*paths: str, times: int = 1) -> Trie:
    trie = Trie()
    trie.feed(Counter(path.encode() for path in paths for _ in range(times)))
    return trie


def child(node: Node, *names: str) -> Node:
    for name in names:
        found = node.variable if name == "*" else node.children.get(name.encode())
        assert found is not None, name
        node = found
    return node


def path(trie: Trie) -> Iterator[str]:
    """Segments of the only path."""
    node = trie.root
    while node.children or node.variable:
        (node,) = [*node.children.values(), *([node.variable] if node.variable else [])]
        yield node.segment.decode()


@pytest.mark.parametrize(
    "segment",
    [
        b"0",
        b"42",
        b"2024",
        b"ORD-1001",
        b"a1b2c3d4",
        b"6f9619ff-8b86-4011-b42d-00cf4fc964ff",
        b"+12025550100",
        b"a@b.example",
        b"a%40b.example",
        b"1" * 40,
        b"1,2,3",
        b"%E5%BC%A01001",
        b"a" * 63 + b"@b.example",
    ],
)
def test_values_on_sight(segment: bytes) -> None:
    assert is_identifier(segment)


@pytest.mark.parametrize(
    "segment",
    [
        b"",
        b"orders",
        b"v2",
        b"v1.2.3",
        b"V12",
        b"mp3",
        b"x86",
        b"top10",
        b"utf-8",
        b"2fa",
        b"a-b-c",
        b"%E5%BC%A0",
        b"%31%32%33%34",
        b"1,a",
        b",,",
    ],
)
def test_words_on_sight(segment: bytes) -> None:
    assert not is_identifier(segment)


def test_identifiers_become_a_variable_at_once() -> None:
    trie = grown("/orders/1001", "/orders/1002/rating", "/orders/1003", "/orders/export")
    orders = child(trie.root, "orders")
    assert set(orders.children) == {b"export"}
    assert (child(orders, "*").ends, child(orders, "*").hits) == (2, 3)
    assert child(orders, "*", "rating").ends == 1
    assert not orders.takes_any


def test_words_after_a_person_place_are_values_unless_they_are_actions() -> None:
    trie = grown("/u/alice", "/Users/bob/login", "/users/Login", "/users/search/x", "/u/me", "/user/1001/carol")
    assert {name: set(child(trie.root, name).children) for name in ("u", "Users", "users", "user")} == {
        "u": {b"me"},
        "Users": set(),
        "users": {b"Login", b"search"},
        "user": set(),
    }
    assert set(child(trie.root, "user", "*").children) == {b"carol"}
    assert set(child(trie.root, "Users", "*").children) == {b"login"}


def test_actions_are_never_values() -> None:
    trie = grown("/x/new", "/x/Search", *(f"/x/{word}" for word in words(60)))
    assert set(child(trie.root, "x").children) == {b"new", b"Search"}
    assert child(trie.root, "x", "*").ends == 60


def test_parameters_behind_a_semicolon_are_no_part_of_a_segment() -> None:
    trie = grown("/orders/1001;jsessionid=A1", "/orders;x/1002;y=1;z/", "/orders/;jsessionid=A1/1003", "/;x")
    assert (child(trie.root, "orders", "*").ends, trie.root.ends, len(trie.nodes)) == (3, 1, 3)
    assert set(trie.root.children) == {b"orders"}


def test_slashes_that_say_nothing_are_left_out() -> None:
    trie = grown("/orders/1001", "/orders/1001/", "//orders//1001", "/orders/1001//")
    assert child(trie.root, "orders", "*").ends == 4
    assert len(trie.nodes) == 3


def test_fifty_siblings_are_pages() -> None:
    trie = grown(*(f"/x/{word}" for word in words(MOST_SIBLINGS)))
    node = child(trie.root, "x")
    assert (len(node.children), node.variable, node.takes_any) == (50, None, False)


def test_one_more_and_they_are_values() -> None:
    trie = grown(*(f"/x/{word}" for word in words(MOST_SIBLINGS + 1)))
    node = child(trie.root, "x")
    assert (len(node.children), node.takes_any, child(node, "*").ends) == (0, True, 51)


def test_a_busy_page_is_never_a_value() -> None:
    trie = grown("/x/overview", times=FIRM_HITS)
    trie.feed(Counter(f"/x/{word}".encode() for word in words(60)))
    node = child(trie.root, "x")
    assert set(node.children) == {b"overview"}
    assert child(node, "overview").ends == 100
    assert child(node, "*").ends == 60


def test_earlier_scans_count_as_siblings() -> None:
    trie = Trie()
    trie.plant("/x").ghosts = MOST_SIBLINGS
    trie.feed({b"/x/alice": 1})
    assert child(trie.root, "x").takes_any


def test_profiles_with_the_same_pages_are_values_of_one_variable() -> None:
    trie = grown(*(f"/{word}/photos" for word in words(60)), *(f"/{word}/about" for word in words(60)))
    assert set(trie.root.children) == set()
    assert {name: node.ends for name, node in child(trie.root, "*").children.items()} == {b"photos": 60, b"about": 60}


def test_sections_with_different_pages_stay_sections() -> None:
    trie = grown(*(f"/{word}/{word}-page" for word in words(60)))
    assert len(trie.root.children) == 60
    assert trie.root.variable is None


def test_what_stood_below_both_siblings_is_merged_with_its_counts() -> None:
    trie = grown(*(f"/{word}/orders/{number}/rating" for number, word in enumerate(words(55), 1000)))
    assert child(trie.root, "*", "orders", "*", "rating").ends == 55
    live = [node for node in trie.nodes if node.parent is not None]
    assert len(live) == 4


def test_planted_paths_take_anything_and_stay() -> None:
    trie = Trie()
    leaf = trie.plant("/orders/{order}/rating")
    trie.feed(Counter(f"/orders/{word}/rating".encode() for word in words(60)))
    assert child(trie.root, "orders", "*", "rating") is leaf
    assert (leaf.ends, leaf.declared, child(trie.root, "orders", "*").name) == (60, True, "order")
    assert trie.plant("/orders/{order}/rating") is leaf
    assert trie.plant("/") is trie.root


@pytest.mark.parametrize(
    ("query", "subject"),
    [
        ("buyer=4242", True),
        ("user_id=7", True),
        ("email=ann@example.com", True),
        ("id=77", True),
        ("ids=1001,1002", True),
        ("code=abc", None),
        ("page=2", False),
        ("q=1234", False),
        ("colour=red", None),
        ("buyer=", True),
        ("buyer", None),
        ("=5", None),
    ],
)
def test_what_a_parameter_names_is_told_from_its_name_first(query: str, *, subject: bool | None) -> None:
    node = child(grown(f"/list?{query}").root, "list")
    known = node.parameters.get(query.partition("=")[0])
    assert (known.subject if known else None) == subject


def test_an_unknown_parameter_names_a_record_when_its_values_are_many_identifiers() -> None:
    few = grown(*(f"/list?zz={number}" for number in range(1000, 1019)))
    assert child(few.root, "list").parameters["zz"].subject is None
    many = grown(*(f"/list?zz={number}" for number in range(1000, 1020)))
    assert child(many.root, "list").parameters["zz"].subject is True
    same = grown("/list?zz=1000", times=300)
    assert child(same.root, "list").parameters["zz"].subject is False
    text = grown(*(f"/list?zz={word}" for word in words(200)))
    assert child(text.root, "list").parameters["zz"].subject is False


def test_a_page_keeps_at_most_two_hundred_parameters() -> None:
    trie = grown("/list?" + "&".join(f"{word}=1" for word in words(500)))
    assert len(child(trie.root, "list").parameters) == 200


def test_counts_of_matched_requests_make_pages_firm() -> None:
    trie = grown("/x/overview", "/x/alice")
    page = child(trie.root, "x", "overview")
    assert not page.is_firm()
    trie.count({page.number: 150})
    assert (page.ends, page.hits, child(trie.root, "x").hits, trie.root.hits) == (151, 151, 152, 152)
    assert page.is_firm()
    assert not child(trie.root, "x", "alice").is_firm()


def test_the_tree_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headcount.catalog.trie.MOST_NODES", 100)
    trie = grown(*(f"/{word}/{word}/{word}" for word in words(5_000)))
    assert len(trie.nodes) == 103
    assert trie.root.takes_any
    assert sum(node.ends for node in trie.nodes if node.parent is not None) == 5_000


def test_different_inner_segments_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headcount.catalog.trie.MOST_INNER", 70)
    assert len(grown(*(f"/{word}/{word}" for word in words(70))).root.children) == 70
    trie = grown(*(f"/{word}/{word}" for word in words(71)))
    assert (set(trie.root.children), trie.root.takes_any) == (set(), True)
    assert sum(node.ends for node in trie.nodes if node.parent is not None) == 71


def test_segments_beyond_the_limit_are_not_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headcount.catalog.trie.MOST_DEPTH", 3)
    trie = grown("/a/b/c", "/a/b/c/d", "/a/b/c/e/f")
    assert len(trie.nodes) == 4
    assert (child(trie.root, "a", "b", "c").ends, child(trie.root, "a", "b", "c").children) == (3, {})


def test_what_a_node_became_part_of_is_known() -> None:
    trie = grown("/alice/orders/1001")
    early = child(trie.root, "alice", "orders")
    trie.feed(Counter(f"/{word}/orders/1001".encode() for word in words(60)))
    assert early.now() is child(trie.root, "*", "orders")
    assert child(trie.root, "*").now() is child(trie.root, "*")


@pytest.mark.parametrize(
    ("flags", "takes_any"), [("", [True, True]), ("11", [True, True]), ("01", [False, True]), ("10", [True, False])]
)
def test_planted_variables_take_what_they_took_before(flags: str, takes_any: list[bool]) -> None:
    trie = Trie()
    leaf = trie.plant("/orders/{id}/items/{name}", flags)
    places = [child(trie.root, "orders"), child(trie.root, "orders", "*", "items")]
    assert [place.takes_any for place in places] == takes_any
    assert leaf is child(places[1], "*")


def test_planted_literals_are_as_clients_send_them() -> None:
    trie = Trie()
    trie.plant("/用户/a b/v~1,2;3:@!$&'()*+=-._/100%25/{id}")
    assert list(path(trie)) == ["%E7%94%A8%E6%88%B7", "a%20b", "v~1,2;3:@!$&'()*+=-._", "100%25", "{id}"]


@pytest.mark.parametrize(
    ("segment", "is_one"),
    [
        (b"1001", True),
        (b"100", True),
        (b"99", False),
        (b"1899", True),
        (b"1900", False),
        (b"2100", False),
        (b"2101", True),
        (b"ORD-2001", True),
        (b"alice", False),
    ],
)
def test_what_identifies_by_itself(segment: bytes, *, is_one: bool) -> None:
    assert is_strong(segment) == is_one
