from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.catalog.matcher import STATIC, UNKNOWN, Match, Matcher
from headcount.catalog.routes import designate
from headcount.catalog.trie import Node, Trie, is_identifier
from headcount.model.text import Text

few = settings(max_examples=80, deadline=None)


def taught(*paths: str) -> Trie:
    trie = Trie()
    trie.feed(Counter(path.encode() for path in paths))
    return trie


def match(trie: Trie, *targets: str | bytes) -> Match:
    return Matcher(trie, designate).match(Text.of(targets))


def template(trie: Trie, number: int) -> str | int:
    """The path of a node; an unknown path and an asset stay as they are."""
    if number < 0:
        return number
    steps = list(trie.nodes[number].up())
    return "/" + "/".join("*" if step.is_variable else step.segment.decode() for step in reversed(steps))


def slow_walk(trie: Trie, path: bytes) -> tuple[int, int, bytes]:
    """(node, node of the variable that names the record, its value), one segment at a time."""
    node: Node = trie.root
    values = dict[int, bytes]()
    for segment in filter(None, (part.partition(b";")[0] for part in path.split(b"/"))):
        child = node.children.get(segment)
        if child is None and node.variable is not None and (node.takes_any or is_identifier(segment)):
            child = node.variable
            values[child.number] = segment
        if child is None:
            return UNKNOWN, -1, b""
        node = child
    named = designate(node)
    return node.number, named.number if named else -1, values[named.number] if named else b""


segment = st.sampled_from(
    [
        "a",
        "orders",
        "1001",
        "77",
        "v2",
        "alice",
        "x-1",
        "%41",
        "b@c",
        "張",
        "longer-than-eight-bytes",
        "",
        "users",
        "page",
        "a;v=1",
        ";v=1",
    ]
)
path = st.lists(segment, max_size=5).map(lambda parts: "/" + "/".join(parts))


@few
@given(st.lists(path, max_size=12), st.lists(path, min_size=1, max_size=12))
def test_a_batch_walks_the_tree_like_one_path_at_a_time(lessons: list[str], targets: list[str]) -> None:
    trie = taught(*lessons)
    trie.plant("/a/{any}/orders")
    found = match(trie, *targets)
    slow = [slow_walk(trie, target.encode()) for target in targets]
    assert found.node.tolist() == [node for node, _, _ in slow]
    known = [row for row, (node, _, _) in enumerate(slow) if node >= 0]
    assert found.variable_node[known].tolist() == [slow[row][1] for row in known]
    assert found.variable.take(found.node >= 0).to_list() == [slow[row][2] for row in known]


@few
@given(st.lists(path, min_size=1, max_size=12))
def test_what_was_taught_is_known(lessons: list[str]) -> None:
    assert UNKNOWN not in match(taught(*lessons), *lessons).node.tolist()


def test_the_parts_of_a_target() -> None:
    trie = taught("/orders/1001/rating?buyer=1", "/about")
    found = match(trie, "/orders/2002/rating?buyer=7&x=/y", "/about", "/about?", "/", "/nowhere/at/all?z=1")
    assert [template(trie, node) for node in found.node.tolist()] == ["/orders/*/rating", "/about", "/about", "/", UNKNOWN]
    assert found.variable.to_list() == [b"2002", b"", b"", b"", b""]
    assert found.last.to_list()[:4] == [b"rating", b"about", b"about", b""]
    assert found.query.to_list()[:4] == [b"buyer=7&x=/y", b"", b"", b""]


def test_the_last_variable_that_identifies_names_the_record() -> None:
    trie = taught("/users/1001/orders/3001/items", "/questions/3001", "/list/4001/page/3")
    trie.plant("/questions/{id}/{slug}")
    found = match(trie, "/users/1002/orders/3002/items", "/users/1003", "/questions/3002/x", "/list/4002/page/9")
    assert found.variable.to_list() == [b"3002", b"1003", b"3002", b"4002"]
    assert [template(trie, node) for node in found.variable_node.tolist()] == [
        "/users/*/orders/*",
        "/users/*",
        "/questions/*",
        "/list/*",
    ]


def test_the_variable_that_names_the_record_is_chosen_by_the_caller() -> None:
    trie = taught("/users/1001/orders/2001")
    users = trie.root.children[b"users"].variable
    found = Matcher(trie, lambda _: users).match(Text.of(["/users/1002/orders/2002", "/users/1003", "/users"]))
    assert found.variable.to_list() == [b"1002", b"1003", b""]
    assert found.variable_node.tolist() == [users.number, users.number, -1] if users else pytest.fail("no variable was learned")
    nobody = Matcher(trie, lambda _: None).match(Text.of(["/users/1002/orders/2002"]))
    assert (nobody.variable_node.tolist(), nobody.variable.to_list()) == ([-1], [b""])


def test_parameters_behind_a_semicolon_are_no_part_of_a_segment() -> None:
    trie = taught("/orders/1001;jsessionid=A1B2C3/rating", "/about;v=1")
    found = match(trie, "/orders/1002/rating", "/orders;x/1003;jsessionid=9999?a=;b", "/about", "/orders/;x/1004", "/orders/;x")
    assert [template(trie, node) for node in found.node.tolist()] == [
        "/orders/*/rating",
        "/orders/*",
        "/about",
        "/orders/*",
        "/orders",
    ]
    assert found.variable.to_list() == [b"1002", b"1003", b"", b"1004", b""]
    assert found.last.to_list() == [b"rating", b"1003", b"about", b"1004", b""]
    assert found.query.to_list() == [b"", b"a=;b", b"", b"", b""]
    assert match(taught("/orders/;x/1001"), "/orders/1002").variable.to_list() == [b"1002"]


def test_a_percent_encoded_word_is_not_taken_for_a_number() -> None:
    trie = taught("/x/1001", "/x/%E5%BC%A0")
    found = match(trie, "/x/%E5%BC%A0", "/x/%E6%9D%8E", "/x/%E6%9D%8E1001")
    assert [template(trie, node) for node in found.node.tolist()] == ["/x/%E5%BC%A0", UNKNOWN, "/x/*"]


def test_a_page_stands_before_the_variable_beside_it() -> None:
    trie = taught("/orders/1001", "/orders/new")
    found = match(trie, "/orders/new", "/orders/9", "/orders/other")
    assert [template(trie, node) for node in found.node.tolist()] == ["/orders/new", "/orders/*", UNKNOWN]


@pytest.mark.parametrize(
    "target",
    ["/app.js", "/a/b/style.CSS", "/img/2000.png", "/f.woff2", "/orders/1001.jpg", "/x.js?v=12", "/dl/a.tar.gz", "/m.mjs"],
)
def test_assets(target: str) -> None:
    assert match(taught("/orders/1001"), target).node.tolist() == [STATIC]


@pytest.mark.parametrize(
    "target",
    [
        "/css",
        "/js",
        "/orders/1001.json",
        "/index.html",
        "/report.pdf",
        "/a.css/b",
        "/x.jsx",
        "/.cssx",
        "/gz",
        "/o?file=a.css&buyer=7",
        "/a.b",
        "/",
    ],
)
def test_what_is_no_asset(target: str) -> None:
    assert STATIC not in match(taught("/orders/1001"), target).node.tolist()


def test_a_known_page_that_ends_like_an_asset_is_a_page() -> None:
    trie = Trie()
    trie.plant("/export/{id}")
    page = trie.plant("/style.css/{id}")
    assert match(trie, "/style.css/7").node.tolist() == [page.number]


def test_the_busiest_prefix_changes_nothing() -> None:
    lessons = [f"/api/v2/orders/{number}" for number in range(1000, 1100)]
    trie = taught(*lessons, "/api/v2", "/apix/7")
    targets = [
        "/api/v2/orders/5",
        "/api/v2/orders/",
        "/api/v2/orders",
        "/api/v2",
        "/api/v2/",
        "/api//v2/orders/5",
        "/api/v2/ordersx/5",
        "/apix/8",
        "/api/v",
    ]
    found = match(trie, *targets)
    assert found.node.tolist() == [slow_walk(trie, target.encode())[0] for target in targets]
    assert found.variable.to_list()[0] == b"5"


@pytest.mark.parametrize(
    ("query", "name", "value", "is_open"),
    [
        ("buyer=7", b"buyer", b"7", False),
        ("page=2&buyer=7", b"buyer", b"7", False),
        ("buyer=7&page=2", b"buyer", b"7", False),
        ("buyer=&page=2", b"", b"", False),
        ("buyer=&buyer=7", b"buyer", b"7", False),
        ("buyer=7&seller=8", b"buyer", b"7", False),
        ("buyer", b"", b"", False),
        ("buyer=a=b", b"buyer", b"a=b", False),
        ("buyer=7#top", b"buyer", b"7", False),
        ("&&buyer=7", b"buyer", b"7", False),
        ("new=1", b"", b"", True),
        ("new=1&buyer=7", b"buyer", b"7", True),
        ("=7", b"", b"", False),
        ("Buyer=7", b"", b"", True),
        ("", b"", b"", False),
    ],
)
def test_the_parameter_that_names_the_record(query: str, name: bytes, value: bytes, *, is_open: bool) -> None:
    trie = taught("/list?buyer=1&seller=2&page=3")
    matcher = Matcher(trie, designate)
    found = matcher.match(Text.of([f"/list?{query}"]))
    names, values, unknown = matcher.subjects(found.node, found.query)
    assert (names.to_list(), values.to_list(), unknown.tolist()) == ([name], [value], [is_open])


def test_a_parameter_belongs_to_its_page() -> None:
    trie = taught("/list?buyer=1", "/other?page=1")
    matcher = Matcher(trie, designate)
    found = matcher.match(Text.of(["/list?buyer=7", "/other?buyer=8"]))
    names, _, unknown = matcher.subjects(found.node, found.query)
    assert names.to_list() == [b"buyer", b""]
    assert unknown.tolist() == [False, True]


@few
@given(st.lists(st.binary(max_size=30), min_size=1, max_size=10))
def test_any_bytes_are_matched(targets: list[bytes]) -> None:
    matcher = Matcher(taught("/orders/1001?id=5", "/a"), designate)
    found = matcher.match(Text.of(targets))
    assert len(found.node) == len(found.query) == len(targets)
    matcher.subjects(found.node.clip(min=0), found.query)


def test_nothing_to_match_and_nothing_known() -> None:
    assert match(Trie()).node.tolist() == []
    assert match(Trie(), "/", "", "/a", "/1001").node.tolist() == [0, 0, UNKNOWN, UNKNOWN]


def test_a_match_prints_no_text() -> None:
    assert "alice" not in repr(match(taught("/u/alice"), "/u/alice"))
