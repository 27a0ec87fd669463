"""Statements as requests."""

from __future__ import annotations

import pytest

from headcount.sources.queries import asked, change
from headcount.sources.statement import statement_of


@pytest.mark.parametrize(
    ("statement", "path", "by_value"),
    [
        ("select * from users where id = 42", "/shop/public.users/shop-users/42", True),
        ("select * from users where user_id in (1, 2)", "/shop/public.users/shop-users/1,2", True),
        ("select * from categories where category_id = 'a b'", "/shop/public.categories/shop-categories/a%20b", True),
        ("select * from users where email = 'a@b' and x = 1", "/shop/public.users/shop-users?email=a@b&x=1", True),
        ("select * from users", "/shop/public.users/shop-users", False),
        ("copy users to stdout", "/shop/public.users/shop-users/export", False),
        ("select count(*) from users where id = 5", "/shop/public.users/shop-users/count", False),
        ("select * from crm.users u where u.id = 5", "/shop/crm.users/shop_crm-users/5", True),
        ("select * from orders_2024 where id = 5", "/shop/public.orders_%32%30%32%34/shop-orders_%32%30%32%34/5", True),
        ("select * from logs l join users u on u.x = l.y where u.id = 5", "/shop/public.users/shop-users/5", True),
        ("select * from pg_class where oid = 5", "/shop/public.pg_class/shop-pg_class", False),
        ("select * from f(77)", "/shop/public.f/shop-f", False),
        ("select 1", "", False),
    ],
)
def test_asked(statement: str, path: str, by_value: bool) -> None:
    assert asked(statement_of(statement), [], "shop")[:3] == ("GET", path, by_value)


def test_the_table_that_is_meant() -> None:
    found = statement_of("select * from users u join orders o on o.user_id = u.id where u.id = $1")
    assert asked(found, ["7"], "shop", "public.orders") == ("GET", "/shop/public.orders/shop-orders?user_id=7", True, 0)
    assert asked(found, ["7"], "shop") == ("GET", "/shop/public.users/shop-users/7", True, -1)


def test_changes() -> None:
    assert change(statement_of("update users set x = 1 where id = 9"), [], "shop") == ("WRITE", "/shop/public.users/shop-users/9")
    assert change(statement_of("delete from users where id = 9 returning *"), [], "shop")[0] == "POST"
    assert change(statement_of("nothing"), [], "shop") == ("WRITE", "")
