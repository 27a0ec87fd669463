"""Registers as CSV."""

from __future__ import annotations

import csv
import io

from headcount.reports.data_map_csv import interface_inventory, records_of_processing
from tests.reports.maps import MAP, NOTHING


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_records_of_processing() -> None:
    users, orders, unused = rows(records_of_processing(MAP))
    assert users["processing activity"] == "disclosure through GET /users"
    assert users["categories of personal data (art. 30(1)(c))"] == "phone number; e-mail address"
    assert (users["recipients in the period"], users["different records in the period"]) == ("9", "1200")
    assert orders["of these special categories (art. 9, 10)"] == "health data"
    assert orders["shown masked or hashed"] == "phone number"
    assert orders["period"] == "2026-03-02 09:00/2026-03-05 09:00"
    assert users["purposes (art. 30(1)(b))"] == ""
    assert "<script>" in unused["processing activity"]
    assert "\x1b" not in unused["processing activity"]


def test_interface_inventory() -> None:
    users, orders, unused = rows(interface_inventory(MAP))
    assert (users["接口"], users["请求方法"], users["数据主体标识"]) == ("/users", "GET", "$.items[].id")
    assert (users["个人信息种类"], users["敏感级别"], users["单次返回最多人数"]) == ("电话号码; 电子邮箱", "4", "50")
    assert (orders["敏感个人信息"], orders["脱敏字段"], orders["单次返回最多人数"]) == ("医疗健康信息", "电话号码", "")
    assert (users["定级依据"], users["调用方类型"]) == (
        "电话号码\uff1a3 级; 单次响应含 50 人\uff08达到 50 人升一级\uff09",
        "地址; 账号",
    )
    assert (unused["最近一次返回数据时间(UTC)"], unused["调用方数量"]) == ("", "0")


def test_no_cell_is_a_formula_and_an_empty_map_has_headings() -> None:
    assert all(not cell.startswith(("=", "+", "@")) for row in rows(interface_inventory(MAP)) for cell in row.values())
    assert records_of_processing(NOTHING).count("\r\n") == interface_inventory(NOTHING).count("\r\n") == 1
