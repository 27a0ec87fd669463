from __future__ import annotations

from headcount.sources.documents.html_names import DEEPEST, Names


def test_ids_classes_and_numbers_in_them() -> None:
    names = Names()
    names.enter("html", {})
    names.enter("div", {"id": "buyer-4711", "class": "x"})
    names.enter("span", {"class": "full-name big"})
    assert names.path() == "buyer.full-name"
    names.leave()
    names.enter("b", {})
    assert names.path() == "buyer"
    names.leave()
    names.leave()
    names.enter("p", {})
    assert names.path() == "p"


def test_columns_of_a_table() -> None:
    names = Names()
    names.enter("table", {"id": "users"})
    names.enter("tr", {})
    for heading in ("Name", "Phone:"):
        names.enter("th", {})
        names.words(heading)
    names.enter("tr", {})
    names.enter("td", {})
    assert names.path() == "users[].Name"
    names.enter("td", {"class": "y"})
    assert names.path() == "users[].Phone"
    names.enter("td", {})
    assert names.path() == "users[].column3"
    names.close("table")
    assert names.path() == ""


def test_rows_with_a_heading_each() -> None:
    names = Names()
    names.enter("table", {})
    for heading in ("电话\uff1a", "E-mail"):
        names.enter("tr", {})
        names.enter("th", {})
        names.words(heading)
        names.enter("td", {})
        assert names.path() == "table." + heading.rstrip("\uff1a")


def test_names_that_are_values() -> None:
    names = Names()
    names.enter("dl", {})
    names.enter("dt", {})
    names.words("ada@example.com:")
    names.enter("dd", {})
    assert names.path() == "dl.{}"
    names.close("dl")
    names.enter("p", {"id": "u-0f8fad5bd9cb469fa16570867728950e"})
    assert "0f8fad5b" not in names.path()


def test_terms_and_labels() -> None:
    names = Names()
    names.enter("dl", {})
    names.enter("dt", {})
    names.words("Date of birth:")
    names.enter("dd", {})
    assert names.path() == "dl.Date of birth"
    names.close("dl")
    names.enter("label", {"for": "f1"})
    names.words("Phone")
    names.close("label")
    names.enter("input", {"id": "f1", "name": "tel"})
    assert names.path() == "tel"
    names.leave()
    names.enter("input", {"id": "f1", "class": "wide"})
    assert names.path() == "Phone"
    names.leave()
    names.enter("input", {"id": ""})
    assert names.path() == "input"


def test_ends_without_beginnings_and_great_depth() -> None:
    names = Names()
    names.close("div")
    names.leave()
    for _ in range(DEEPEST + 50):
        names.enter("div", {"class": "deep"})
    for _ in range(50):
        names.close("div")
    assert names.path() == "deep.deep"
    for _ in range(DEEPEST):
        names.close("div")
    assert names.path() == ""
