"""The data map as TOML for `headcount.toml`: routes with their kinds and fields, so that later scans know them."""

from __future__ import annotations

import json

from headcount.model.data_map import CLASSIFIED, DataMap, MapField, MapRoute
from headcount.model.kind import Form
from headcount.reports.markup import printable

_INTRODUCTION = """\
# What each route shows, as headcount understands it. Paste into headcount.toml what you want to keep, and edit.
# With it, a scan of a log without bodies knows which kinds of personal data a route shows whose request names the record.
# People that stand in answers ($...) are counted only where the log has bodies.
"""


def map_to_toml(found: DataMap) -> str:
    """One `[[routes]]` table a route that shows anything personal, highest grade first; why it has its grade as a comment."""
    return _INTRODUCTION + "".join("\n" + _table(route) for route in found.routes if route.fields and route.source != CLASSIFIED)


def _table(route: MapRoute) -> str:
    why = printable("; ".join(route.why))
    amount = f"{route.records:,} different records shown in the period"
    lines = [f"# grade {route.grade}: {why}", f"# {amount} ({route.source})", "[[routes]]"]
    told = (
        ("method", route.method),
        ("template", route.template.partition("?")[0]),
        ("subject", route.subject),
        ("entity", route.entity),
    )
    lines += [f"{key} = {_string(value)}" for key, value in told if value]
    kinds = sorted({str(field.kind) for field in route.fields if field.form == Form.CLEAR})
    lines.append(f"kinds = [{', '.join(map(_string, kinds))}]")
    lines.append(f"records = {_string('people' if route.people else 'records')}")
    fields = [_field(field) for field in route.fields if field.path]
    return "\n".join(lines) + "\n" + "".join(fields)


def _field(field: MapField) -> str:
    form = f"form = {_string(field.form)}\n" if field.form != Form.CLEAR else ""
    return f"\n[[routes.fields]]\npath = {_string(field.path)}\nkind = {_string(field.kind)}\n{form}"


def _string(text: str) -> str:
    """A TOML basic string (TOML 1.0): JSON's escapes are a subset of its own, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
