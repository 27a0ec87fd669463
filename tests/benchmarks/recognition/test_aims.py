from __future__ import annotations

from typing import Any

from benchmarks.recognition.aims import aims


def _score(**kinds: float) -> dict[str, Any]:
    rows = {kind.replace("__", "."): {"precision": value, "recall": value, "f1": value} for kind, value in kinds.items()}
    return {"macro_f1": min(kinds.values()), "kinds": rows}


def _facts(value: float, speed: float) -> dict[str, Any]:
    score = _score(phone=value, email=value, bank_card=value, national_id=value, national_id__cn=value)
    return {
        "made": {"by route": score, "languages": {"zh": score}},
        "adversarial": {"rows": {f"headcount, by route, {language}": score for language in ("en", "zh")}},
        "texts": {"rows": {"headcount": {"phone": {"f1": value}}, "presidio": {"phone": {"f1": 0.9}}}},
        "people": {"zh": {"accuracy": value}},
        "numbers": {"not a person's": {"called one": 0 if value > 0.9 else 3}},
        "speed": {"every row different": {"by path": speed, "learning": speed}},
    }


def test_all_reached() -> None:
    assert [reached for _, _, reached in aims(_facts(1.0, 60_000))] == [True] * 10


def test_none_reached() -> None:
    told = aims(_facts(0.5, 1_000))
    assert [reached for _, _, reached in told] == [False] * 10
    assert told[1][1] == "0.500 (phone, the lowest)"
    assert told[5][1] == "phone 0.500 against 0.900"
