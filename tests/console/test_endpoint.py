"""Endpoints: what was asked is read strictly, only those who may are answered, and a table of rows computes nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal, cast

import msgspec
import pytest
from starlette.datastructures import QueryParams

from headcount.console.endpoint import Endpoint, Nothing, RefusedError, WrongError, as_csv
from headcount.console.interface import Parts, Permission, Role, Viewer


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question."""

    lens: str
    days: int = 2
    kinds: tuple[str, ...] = ()


class Row(msgspec.Struct, frozen=True):
    """A row."""

    name: str
    count: int
    at: dt.datetime | None = None
    kinds: tuple[str, ...] = ()


PARTS = cast("Parts", None)


def _viewer(role: Role) -> Viewer:
    return Viewer("ann", role, role.permissions)


def _endpoint(permission: Permission = Permission.CLIENTS) -> Endpoint[Asked, Row]:
    def answer(parts: Parts, viewer: Viewer, asks: Asked) -> Row:
        del parts
        return Row(f"{viewer.login} {asks.lens}", asks.days, kinds=asks.kinds)

    return Endpoint("GET", "/clients/{lens}/{name:path}", permission, "A client.", Asked, Row, answer)


def test_path_and_query_are_read_into_one() -> None:
    told = _endpoint().told({"lens": "account"}, QueryParams("days=7&kinds=phone&kinds=name&as=csv&lang=zh"))
    assert told == Asked("account", 7, ("phone", "name"))


def test_the_path_goes_before_the_query() -> None:
    assert _endpoint().told({"lens": "account"}, QueryParams("lens=address")).lens == "account"


@pytest.mark.parametrize("query", ["days=many", "many=phone", "days=1.5", "many+-+at+%60many=1"])
def test_what_does_not_fit_is_refused_without_being_repeated(query: str) -> None:
    with pytest.raises(WrongError, match="cannot read what was asked") as refused:
        _endpoint().told({"lens": "account"}, QueryParams(query))
    assert "many" not in str(refused.value)


class Ordered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of few words."""

    order: Literal["up", "down"] = "up"


def test_an_unknown_word_is_not_repeated() -> None:
    endpoint = Endpoint("GET", "/x", Permission.COUNTS, "X.", Ordered, Nothing, lambda *_: Nothing())
    for word in ("many", "many' - at `many"):
        with pytest.raises(WrongError, match=r"Invalid enum value - at `\$.order`$") as refused:
            endpoint.told({}, {"order": word})
        assert "many" not in str(refused.value)
        assert refused.value.__cause__ is None


def test_only_who_may_is_answered() -> None:
    endpoint = _endpoint(Permission.EXPORT)
    assert endpoint.ask(PARTS, _viewer(Role.OFFICER), Asked("account")) == Row("ann account", 2)
    for role in (Role.VIEWER, Role.ANALYST, Role.ADMIN):
        with pytest.raises(RefusedError, match="export"):
            endpoint.ask(PARTS, _viewer(role), Asked("account"))


def test_nobody_both_administers_and_reidentifies() -> None:
    both = {Permission.ADMINISTER, Permission.REIDENTIFY}
    assert [role for role in Role if both <= role.permissions] == []
    assert Role.VIEWER.permissions == {Permission.COUNTS}


def test_the_name_tells_method_and_path() -> None:
    assert _endpoint().name == "get_clients_lens_name"
    assert Endpoint("POST", "/verdicts", Permission.DECIDE, "", Nothing, Row, cast("Any", None)).name == "post_verdicts"


def test_a_table_computes_nothing(tmp_path: Path) -> None:
    at = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    rows = [Row("=1+1", 3, at, ("phone", "name")), Row('a "b", c', 1), Row("-x", 0)]
    (tmp_path / "t.csv").write_bytes(as_csv(rows))
    assert (tmp_path / "t.csv").read_bytes().decode().split("\r\n") == [
        "name,count,at,kinds",
        '\'=1+1,3,2026-03-02T09:00:00+00:00,"[""phone"",""name""]"',
        '"a ""b"", c",1,,[]',
        "'-x,0,,[]",
        "",
    ]


def test_no_rows_are_an_empty_file() -> None:
    assert as_csv([]) == b""
