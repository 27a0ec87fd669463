from __future__ import annotations

import pytest

from headcount.catalog.routes import any_values, designate, entity_of, literal_before, may_be_value, path_of, segments
from headcount.catalog.trie import Node, Trie

SECTIONS = ["ash", "birch", "cedar", "elm", "fir", "hazel", "larch", "maple", "oak"]


def grown(*lessons: str) -> Trie:
    trie = Trie()
    trie.feed({lesson.encode(): 1 for lesson in lessons})
    return trie


def leaves(trie: Trie) -> list[Node]:
    return [node for node in trie.nodes if node.ends]


def planted(path: str, *lessons: str) -> list[str]:
    trie = Trie()
    trie.feed({lesson.encode(): 1 for lesson in lessons})
    return segments(trie.plant(path))


def test_a_template_is_read_from_the_root() -> None:
    assert planted("/api/v2/orders/{order}/rating") == ["api", "v2", "orders", "{order}", "rating"]
    assert planted("/") == []
    assert (path_of(["a", "{b}"]), path_of([])) == ("/a/{b}", "/")


def test_variables_of_one_name_are_numbered() -> None:
    trie = Trie()
    trie.feed({b"/shops/1001/orders/2001/items/3001": 1})
    assert segments(trie.nodes[-1]) == ["shops", "{id}", "orders", "{id2}", "items", "{id3}"]


def test_a_learned_variable_is_named_after_its_first_value() -> None:
    trie = Trie()
    trie.feed({b"/m/ann@example.com": 1, b"/o/1001": 1, b"/t/ORD-1001": 1})
    leaves = [node for node in trie.nodes if node.is_variable]
    assert [path_of(segments(node)) for node in leaves] == ["/m/{email}", "/o/{id}", "/t/{name}"]


def test_sections_that_may_be_names_are_shown_as_variables() -> None:
    few = grown(*(f"/{word}/1001" for word in SECTIONS[:8]))
    assert [path_of(segments(node)) for node in leaves(few)] == [f"/{word}/{{id}}" for word in SECTIONS[:8]]
    many = grown(*(f"/{word}/1001" for word in SECTIONS))
    assert [path_of(segments(node)) for node in leaves(many)] == ["/{name}/{id}"] * 9
    sections = list(many.root.children.values())
    assert [may_be_value(node) for node in sections] == [True] * 9
    assert segments(sections[0]) == ["ash"]  # the last segment is never masked here: a page is shown under its parent
    many.count({leaves(many)[0].number: 19})
    assert (may_be_value(sections[0]), segments(leaves(many)[0])) == (False, ["ash", "{id}"])


@pytest.mark.parametrize(
    ("lessons", "path", "flags"),
    [
        (["/orders/1001"], "/orders/{id}", "0"),
        (["/u/alice"], "/u/{name}", "1"),
        (["/u/alice/orders/1001"], "/u/{name}/orders/{id}", "10"),
        (["/about"], "/about", ""),
        ([f"/x/{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(51)], "/x/{name}", "1"),
        ([], "/a/{b}/{c}", "11"),
    ],
)
def test_which_variables_take_every_segment(lessons: list[str], path: str, flags: str) -> None:
    trie = grown(*lessons)
    node = trie.plant(path, any_values=flags)
    assert (any_values(node), path_of(segments(node))) == (flags, path)


@pytest.mark.parametrize(
    ("target", "depth"),
    [
        ("/orders/1001", 2),
        ("/users/1001/orders/3001", 4),
        ("/users/1001/orders/3001/items", 4),
        ("/users/1001/orders/7", 2),
        ("/users/1001/orders/2001", 2),  # could be a year
        ("/users/12/orders/7", 4),
        ("/archive/2024/1001", 3),
        ("/archive/2024", None),
        ("/orders/1001/page/2", 2),
        ("/page/2", None),
        ("/pages/123456", None),
        ("/Tags/123456", None),
        ("/v2/1001", 2),
        ("/about", None),
    ],
)
def test_what_names_the_record(target: str, depth: int | None) -> None:
    variable = designate(leaves(grown(target))[0])
    assert (len(list(variable.up())) if variable else None) == depth


def test_an_identifier_names_the_record_before_the_words_behind_it() -> None:
    trie = grown(*(f"/questions/{number}/{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(1000, 1060)))
    (leaf,) = (node for node in trie.nodes if node.ends and node.parent is not None)
    variable = designate(leaf)
    assert (segments(leaf), len(list(variable.up())) if variable else None) == (["questions", "{id}", "{name}"], 2)


def test_broken_utf8_is_escaped() -> None:
    trie = Trie()
    trie.feed({b"/\xff/1001": 1})
    assert segments(trie.nodes[-1]) == ["\\xff", "{id}"]


@pytest.mark.parametrize(
    ("template", "literal"),
    [
        ("/v2/orders/{id}", "orders"),
        ("/orders/{id}/{id2}", "orders"),
        ("/shops/{id}/Orders/{id2}", "Orders"),
        ("/api/v2/{id}", "api"),
        ("/v2/{id}", None),
        ("/{id}", None),
        ("/orders/list", "orders"),
    ],
)
def test_the_word_before_says_what_the_records_are(template: str, literal: str | None) -> None:
    found = literal_before(Trie().plant(template))
    assert (found.segment.decode() if found else None) == literal


@pytest.mark.parametrize(
    ("literal", "entity"),
    [("orders", "orders"), ("Orders", "orders"), ("viewtopic.php", "viewtopic"), (".php", "record"), ("", "record")],
)
def test_an_entity_is_the_word_in_lower_case_without_its_ending(literal: str, entity: str) -> None:
    assert entity_of(literal) == entity
