"""What one client was shown: its showings one by one, and the kinds of personal data in them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.catalog.grades import Levels, of_field
from headcount.ledger.board.files import distinct
from headcount.ledger.board.moments import moment
from headcount.ledger.board.state import State
from headcount.model.board import KindCount, Showing
from headcount.model.kind import Form, Kind

I64 = NDArray[np.int64]


def showings(state: State, client: int, offset: int, limit: int) -> list[Showing]:
    """As `Board.showings`."""
    rows = state.rows(client)[max(offset, 0) : max(offset, 0) + limit]
    names = [f"{route.method} {route.template}" for route in state.routes]
    columns = [state.log[name][rows].tolist() for name in ("at", "route", "record", "shows", "file", "line")]
    told = []
    for at, route, record, shows, file, line in zip(*columns, strict=True):
        kinds = dict.fromkeys(str(kind) for kind, _ in state.kinds.held(route, shows))
        token = f"{int(state.log.tokens[record]):016x}"
        told.append(Showing(moment(at), names[route], token, tuple(kinds), state.place.small.files.get(file, ""), line))
    return told


def kinds(state: State, client: int, levels: Levels) -> list[KindCount]:
    """As `Board.kinds`."""
    return state.answer(("kinds", client), lambda: _kinds(state, state.rows(client), levels))


def _kinds(state: State, rows: I64, levels: Levels) -> list[KindCount]:
    records: dict[tuple[Kind, str], list[I64]] = {}
    grades: dict[tuple[Kind, str], int] = {}
    way = state.log["route"][rows].astype(np.int64) << 16 | state.log["shows"][rows]
    for key in distinct(way)[0].tolist():
        route, shows = key >> 16, key & 0xFFFF
        shown = distinct(state.log["record"][rows[way == key]].astype(np.int64))[0]
        for kind, form in state.kinds.held(route, shows):
            records.setdefault((kind, form), []).append(shown)
            grade = of_field(kind, Form(form or Form.CLEAR), levels, state.kinds.reason(route, kind, form)).level
            grades[kind, form] = max(grades.get((kind, form), 0), grade)
    counted = [
        KindCount(str(kind), form, grades[kind, form], len(distinct(np.concatenate(shown))[0]))
        for (kind, form), shown in records.items()
    ]
    return sorted(counted, key=lambda row: (-row.grade, -row.records, row.kind, row.form))
