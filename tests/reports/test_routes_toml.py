from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.config import load
from headcount.model.summary import RouteSummary
from headcount.reports.routes_toml import to_toml


def _route(template: str, subject: str | None = "id", *, entity: str | None = "orders", people: bool = False) -> RouteSummary:
    return RouteSummary("GET", template, subject, entity, people, 1234, 56, 7, "learned")


def test_a_route_is_a_table_with_what_was_counted_beside_it() -> None:
    assert to_toml([_route("/orders/{id}"), _route("/u/{name}", "name", entity="u", people=True)]).partition("\n\n")[2] == (
        "# 1,234 requests, 56 different records, 7 misses (learned)\n"
        "[[routes]]\n"
        'method = "GET"\n'
        'template = "/orders/{id}"\n'
        'subject = "id"\n'
        'entity = "orders"\n'
        'records = "records"\n'
        "\n"
        "# 1,234 requests, 56 different records, 7 misses (learned)\n"
        "[[routes]]\n"
        'method = "GET"\n'
        'template = "/u/{name}"\n'
        'subject = "name"\n'
        'entity = "u"\n'
        'records = "people"\n'
    )


def test_no_routes_are_a_comment_only() -> None:
    assert tomllib.loads(to_toml([])) == {}


@pytest.mark.parametrize("people", [False, True])
def test_the_configuration_takes_it_back(tmp_path: Path, people: bool) -> None:
    path = tmp_path / "headcount.toml"
    path.write_text(
        to_toml(
            [_route("/order/evaluate?buyer={buyer}", "buyer", entity="buyer", people=people), _route("/p", None, entity=None)]
        ),
        "utf-8",
    )
    first, second = load(path).routes
    assert (first.method, first.template, first.subject, first.entity) == ("GET", "/order/evaluate", "buyer", "buyer")
    assert first.records == ("people" if people else "records")
    assert (second.template, second.subject, second.entity) == ("/p", None, "")


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_text_survives(segment: str, entity: str) -> None:
    template = "/" + segment.replace("?", "")
    [route] = tomllib.loads(to_toml([_route(template, entity=entity)]))["routes"]
    assert (route["template"], route["entity"]) == (template, entity)
