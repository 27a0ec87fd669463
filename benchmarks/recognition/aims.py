"""What was aimed at before anything was built, and what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Facts = Mapping[str, Any]
Aim = tuple[str, str, bool]
"""In words, the figure, whether it is reached."""

_SURE_KINDS = ("phone", "email", "bank_card", "national_id.cn", "national_id.us", "national_id.vn", "national_id.other")
_MISLEADING_KINDS = ("phone", "national_id", "bank_card", "email")


def _made(facts: Facts) -> Iterator[Aim]:
    score = facts["by route"]
    yield "made answers: macro F1 at least 0.97", f"{score['macro_f1']:.3f}", score["macro_f1"] >= 0.97
    recalls = {kind: score["kinds"][kind]["recall"] for kind in _SURE_KINDS if kind in score["kinds"]}
    worst = min(recalls, key=recalls.__getitem__)
    told = f"{recalls[worst]:.3f} ({worst}, the lowest)"
    yield "recall at least 0.99 on phone, e-mail, national id, bank card", told, recalls[worst] >= 0.99
    chinese = facts["languages"]["zh"]["macro_f1"] if "zh" in facts["languages"] else 0.0
    yield "the Chinese part alone: macro F1 at least 0.97", f"{chinese:.3f}", chinese >= 0.97


def _misleading(facts: Facts) -> Iterator[Aim]:
    for language in ("en", "zh"):
        kinds = facts["rows"][f"headcount, by route, {language}"]["kinds"]
        precision = min(kinds[kind]["precision"] or 0.0 for kind in _MISLEADING_KINDS if kind in kinds)
        recall = min(kinds[kind]["recall"] for kind in _MISLEADING_KINDS if kind in kinds)
        aim = f"answers made to mislead, {language}: P at least 0.98, R at least 0.95 on phone, national id, card, e-mail"
        yield aim, f"{precision:.3f}, {recall:.3f} (the lowest)", precision >= 0.98 and recall >= 0.95


def _texts(facts: Facts) -> Iterator[Aim]:
    theirs = facts["rows"].get("presidio")
    if theirs is None:
        return
    ours = facts["rows"]["headcount"]
    margins = {kind: ours[kind]["f1"] - theirs[kind]["f1"] + (0.05 if kind == "person_name" else 0.0) for kind in ours}
    behind = [f"{kind} {ours[kind]['f1']:.3f} against {theirs[kind]['f1']:.3f}" for kind, margin in margins.items() if margin < 0]
    yield "sentences: F1 not below presidio's on any kind (names: within 0.05)", ", ".join(behind) or "none is below", not behind


def _speed(facts: Facts) -> Iterator[Aim]:
    one = facts["every row different"]
    for how, aim in (("by path", 50_000), ("learning", 10_000)):
        yield f"{how}: at least {aim:,} answers/s a core", f"{one[how]:,.0f}", one[how] >= aim


def aims(facts: Facts) -> list[Aim]:
    """Every aim with its figure."""
    people = [(language, one["accuracy"]) for language, one in facts["people"].items()]
    called = facts["numbers"]["not a person's"]["called one"]
    return [
        *_made(facts["made"]),
        *_misleading(facts["adversarial"]),
        *_texts(facts["texts"]),
        *((f"people's records, {language}: field accuracy at least 0.97", f"{got:.4f}", got >= 0.97) for language, got in people),
        ("no number of goods or companies called a person's", f"{called}", called == 0),
        *_speed(facts["speed"]),
    ]
