from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from headcount.catalog.classification import Classifier
from headcount.model.field import Field
from headcount.model.kind import Form, Kind
from headcount.model.leaves import Leaves
from headcount.recognizers.columns import Columns
from headcount.sources.documents.interface import Limits


class Judge:
    """Takes every `phone` for a phone number, surely, and every `bank` for a card, unsurely."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str], int] = {}

    def add(self, leaves: Leaves) -> None:
        for path, values in zip(leaves.paths, leaves.values, strict=True):
            self.counts[leaves.unit, path] = self.counts.get((leaves.unit, path), 0) + len(values)

    def fields(self) -> Sequence[Field]:
        kinds = {"phone": (Kind.PHONE, 0.9), "bank": (Kind.BANK_CARD, 0.3)}
        return [
            Field(unit, path, *kinds[path], Form.CLEAR, count, None, "made")
            for (unit, path), count in self.counts.items()
            if path in kinds
        ]


def har(*urls: str) -> str:
    entries = [
        {
            "request": {"method": "GET", "url": url},
            "response": {"content": {"mimeType": "application/json", "text": '{"phone": "1"}'}},
        }
        for url in urls
    ]
    return json.dumps({"log": {"version": "1.2", "entries": entries}})


def test_inputs_answers_fields_and_grades(tmp_path: Path) -> None:
    (tmp_path / "a.har").write_text(har(*(f"http://a.example/u/{n}" for n in range(100, 103))))
    (tmp_path / "b.json").write_text('{"bank": "2", "phone": "1", "x": "3"}')
    (tmp_path / "c.json").write_text('{"broken": ')
    told: list[tuple[str, int]] = []
    names = [str(tmp_path / name) for name in ("a.har", "b.json", "c.json", "none")]
    found = Classifier(Judge).run(names, lambda name, answers: told.append((Path(name).name, answers)))
    assert [(entry.format, entry.answers, entry.skipped, entry.readable) for entry in found.inputs] == [
        ("har", 3, {}, True),
        ("json", 1, {}, True),
        ("json", 0, {"broken JSON": 1}, False),
        ("", 0, {"no such file": 1}, False),
    ]
    assert [(g.field.unit, g.field.path, g.field.count, g.grade) for g in found.fields] == [
        ("GET /u/{id}", "phone", 3, 3),
        ("b.json", "phone", 1, 3),
        ("b.json", "bank", 1, 4),
    ]
    assert len(found.personal) == 2
    assert (found.columns, found.readable) == (4, 2)
    assert told[-1] == ("b.json", 1)


def test_formats_of_a_description_count(tmp_path: Path) -> None:
    schema = {"properties": {"contact": {"type": "string", "format": "email"}}}
    answer = {"200": {"content": {"application/json": {"schema": schema}}}}
    (tmp_path / "o.json").write_text(json.dumps({"openapi": "3.0.0", "paths": {"/a": {"get": {"responses": answer}}}}))
    found = Classifier(Judge).run([str(tmp_path / "o.json")])
    assert [(g.field.unit, g.field.path, g.field.kind, g.field.count) for g in found.fields] == [
        ("GET /a", "contact", Kind.EMAIL, 0)
    ]


def test_limits_and_examples(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("phone,x\n" + "+12025550143,a\n" * 9)
    found = Classifier(Judge, Limits(rows=4), examples=2).run([str(tmp_path / "a.csv")])
    assert found.inputs[0].skipped == {"rows after the first 4 were not read": 1}
    assert [(g.field.count, g.examples) for g in found.fields] == [(4, ("+120****0143",))]


def test_with_the_real_judge(tmp_path: Path) -> None:
    rows = "".join(f"Ada Lovelace,u{n}@example.com,+1202555{n:04d},{n}.50\n" for n in range(100, 130))
    (tmp_path / "a.csv").write_text("name,mail,phone,price\n" + rows)
    found = Classifier(Columns).run([str(tmp_path / "a.csv")])
    kinds = {(g.field.path, g.field.kind) for g in found.personal}
    assert {("mail", Kind.EMAIL), ("phone", Kind.PHONE)} <= kinds
    assert not any(path == "price" for path, _ in kinds)


def test_keys_that_are_values_are_in_no_output_even_if_they_prove_to_be_late(tmp_path: Path) -> None:
    lines = [json.dumps({"zusatz": {"phone": f"+1202555{n:04d}", "note": "x" * 40}}) for n in range(40_000)]
    lines += [json.dumps({f"member{chr(97 + n)}x": {"phone": "+12025550100"}}) for n in range(20)]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines))
    found = Classifier(Columns, Limits(rows=0)).run([str(path)])
    assert [(g.field.path, g.field.kind) for g in found.fields if g.field.confidence >= 0.5] == [
        ("zusatz.phone", Kind.PHONE),
        ("{}.phone", Kind.PHONE),
    ]
    early = [*lines[-20:], *lines[:40_000]]
    path.write_text("\n".join(early))
    told = Classifier(Columns, Limits(rows=0)).run([str(path)])
    assert not any("member" in g.field.path + g.field.reason for g in told.fields)


def test_columns_of_tables_are_names(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("anna,dragon,wombat\n+12025550100,+12025550101,+12025550102\n")
    found = Classifier(Columns).run([str(tmp_path / "a.csv")])
    assert {g.field.path for g in found.fields} == {"anna", "dragon", "wombat"}
