"""The data map as tables for those who keep registers: GDPR records of processing, and the Chinese inventory of data interfaces.

Both hold what logs can tell. Purposes, legal bases and deadlines are for the controller to write: these columns are left empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from headcount.model.data_map import CLASSIFIED, DataMap, MapRoute
from headcount.model.kind import Form
from headcount.model.taxonomy import entry
from headcount.reports.markup import printable
from headcount.reports.phrases import phrases
from headcount.reports.reasons import reason_in

_PROCESSING = (
    "processing activity",
    "purposes (art. 30(1)(b))",
    "categories of data subjects (art. 30(1)(c))",
    "categories of personal data (art. 30(1)(c))",
    "of these special categories (art. 9, 10)",
    "shown masked or hashed",
    "categories of recipients (art. 30(1)(d))",
    "recipients in the period",
    "different records in the period",
    "transfers to third countries (art. 30(1)(e))",
    "time limits for erasure (art. 30(1)(f))",
    "security measures (art. 30(1)(g))",
    "period",
)
_INTERFACES = (
    "接口",
    "请求方法",
    "数据主体标识",
    "个人信息种类",
    "敏感个人信息",
    "敏感级别",
    "定级依据",
    "脱敏字段",
    "单次返回最多人数",
    "调用方类型",
    "调用方数量",
    "统计期内涉及记录数",
    "最近一次返回数据时间(UTC)",
    "统计期(UTC)",
    "用途",
    "责任人",
)


def records_of_processing(found: DataMap) -> str:
    """One row a route, table or file with personal data, after GDPR art. 30(1), as CSV (RFC 4180) with headings."""
    return _csv(_PROCESSING, (_processing(route, found) for route in found.routes if route.grade))


def interface_inventory(found: DataMap) -> str:
    """One row a route that shows personal data, for the inventory of data interfaces, in Chinese, as CSV (RFC 4180)."""
    return _csv(_INTERFACES, (_interface(route, found) for route in found.routes if route.grade and route.source != CLASSIFIED))


def _processing(route: MapRoute, found: DataMap) -> Sequence[str | int]:
    kinds = dict(route.kinds)
    return (
        f"storage in {route.name}" if route.source == CLASSIFIED else f"disclosure through {route.name}",
        "",
        route.entity,
        _listed(entry(kind).en for kind, form in kinds.items() if form == Form.CLEAR),
        _listed(entry(kind).en for kind in kinds if entry(kind).gdpr != "none"),
        _listed(entry(kind).en for kind, form in kinds.items() if form != Form.CLEAR),
        _listed(f"clients by {use.lens}" for use in route.lenses),
        sum(use.clients for use in route.lenses),
        route.records,
        "",
        "",
        "",
        _period(found),
    )


def _interface(route: MapRoute, found: DataMap) -> Sequence[str | int]:
    kinds, say = dict(route.kinds), phrases("zh")
    return (
        route.template,
        route.method,
        route.subject,
        _listed(entry(kind).zh for kind in kinds),
        _listed(entry(kind).zh for kind in kinds if entry(kind).cn_sens == "yes"),
        route.grade,
        _listed(reason_in(say, rule) for rule in route.why),
        _listed(entry(kind).zh for kind, form in kinds.items() if form != Form.CLEAR),
        route.most_people or "",
        _listed(say(f"lens.{use.lens}") for use in route.lenses),
        sum(use.clients for use in route.lenses),
        route.records,
        f"{route.last:%Y-%m-%d %H:%M:%S}" if route.last else "",
        _period(found),
        "",
        "",
    )


def _period(found: DataMap) -> str:
    return f"{found.begins:%Y-%m-%d %H:%M}/{found.ends:%Y-%m-%d %H:%M}" if found.begins and found.ends else ""


def _listed(parts: Iterable[str]) -> str:
    return "; ".join(parts)


def _csv(headings: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\r\n").writerow
    write(headings)
    for row in rows:
        write([_harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()


def _harmless(cell: str) -> str:
    """Text of a log that no spreadsheet takes for a formula (OWASP: CSV injection) and that prints as one line."""
    shown = printable(cell)
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@")) else shown
