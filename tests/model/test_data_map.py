"""What follows from a map."""

from __future__ import annotations

from headcount.model.kind import Form, Kind
from tests.reports.maps import EMAIL, MAP, NOTHING, ORDERS, PHONE, UNUSED, USERS


def test_the_openest_form_of_each_kind_counts() -> None:
    assert ORDERS.kinds == ((Kind.HEALTH, Form.CLEAR), (Kind.PHONE, Form.MASKED))
    assert USERS.kinds == ((Kind.PHONE, Form.CLEAR), (Kind.EMAIL, Form.CLEAR))


def test_news_and_routes_that_nobody_used() -> None:
    assert MAP.news == ((USERS, EMAIL),)
    assert MAP.idle == (UNUSED,)
    assert PHONE.since is None
    assert (NOTHING.news, NOTHING.idle) == ((), ())
