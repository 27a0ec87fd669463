from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from headcount import __version__
from headcount.catalog.tokens import Tokenizer
from headcount.config import Config
from headcount.config.packing import case_of, packed_by
from headcount.incident.scope import scope_of
from headcount.ledger.embedded import EmbeddedLedger
from tests.incident.made_case import changes, filled, incident


def test_a_case_has_scope_timeline_picture_and_versions(tmp_path: Path) -> None:
    file = tmp_path / "headcount.toml"
    file.write_text('[key]\nfile = "people.key"\n')
    with filled(EmbeddedLedger(None, Tokenizer(bytes(16)).key_id)) as ledger:
        found = scope_of(ledger, incident())
        case = case_of(Config(), file, ledger, tmp_path / "people.ledger", incident(), changes(), found)
        bare = case_of(Config(), None, ledger, tmp_path / "people.ledger", incident(), changes(), found)
    assert case.found.total.records == 5
    assert [moment.what for moment in case.moments][:2] == ["first shown", "signal begins"]
    assert case.configuration == {"key": {"file": "people.key"}}
    assert bare.configuration == {}
    assert set(case.versions) == {"headcount", "python", "ledger", "duckdb", "pyarrow", "numpy"}
    assert case.drawings["staircase"].startswith("<svg ")


def test_who_packed_it_and_when() -> None:
    at = dt.datetime(2026, 3, 2, 9, 0, 7, 500, tzinfo=dt.UTC)
    assert json.loads(packed_by("ann", at)) == {"packed_at": "2026-03-02T09:00:07+00:00", "by": "ann", "headcount": __version__}
