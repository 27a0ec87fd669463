"""A small made classification: two units, a hint, an input that could not be read."""

from __future__ import annotations

from headcount.model.classification import Classification, GradedField, InputCoverage
from headcount.model.field import Field
from headcount.model.kind import Form, Kind

HOSTILE = "<b>\x1b[2J\u202e"


def graded(unit: str, path: str, kind: Kind, confidence: float, grade: int, *, valid: int | None = None) -> GradedField:
    reason = f"the field is called `{path}`; 5 of 9 values have the shape"
    return GradedField(Field(unit, path, kind, confidence, Form.CLEAR, 5, valid, reason), grade)


def classified() -> Classification:
    """Gravest first, as the classifier sorts them."""
    return Classification(
        (
            InputCoverage("a.har", "har", 1_000, 7, {"no HTTP": 2, "broken JSON": 1}, readable=True),
            InputCoverage("b\udcff.bin", "", 20, 0, {"not a kind of input that is read": 1}, readable=False),
        ),
        (
            graded("GET /u/{id}", "data.sfz", Kind.NATIONAL_ID_CN, 0.98, 4, valid=3),
            GradedField(Field("users", "mail", Kind.EMAIL, 0.7, Form.MASKED, 2, None, "r"), 2, ("a***@example.com",)),
            graded("GET /u/{id}", f"x.{HOSTILE}", Kind.HEALTH, 0.55, 4),
            graded("GET /u/{id}", "code", Kind.BANK_CARD, 0.2, 3, valid=1),
        ),
        1.25,
        columns=40,
    )


def nothing(*, readable: bool) -> Classification:
    """Without any field."""
    return Classification((InputCoverage("a.json", "json", 5, 1, {}, readable=readable),), (), 0.0)
