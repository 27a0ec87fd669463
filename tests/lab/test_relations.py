from __future__ import annotations

from headcount.lab.relations import settle
from headcount.lab.world import DAY
from tests.lab.made_site import honest, nobody, part


def test_a_relation_lasts_from_its_first_day_to_its_last() -> None:
    known = part([(DAY + 5, 0, 7), (3 * DAY - 1, 0, 7), (9, 0, 8)], reason=True)
    world = nobody().concat([known])
    _, relations = settle(world)
    midnight = world.start // 1_000_000
    assert list(zip(relations.client.tolist(), relations.person.tolist(), strict=True)) == [(0, 7), (0, 8)]
    assert (relations.since - midnight).tolist() == [86_400, 0]
    assert (relations.until - midnight).tolist() == [3 * 86_400, 86_400]


def test_what_a_relation_covers_has_a_reason_and_nothing_else() -> None:
    known = part([(DAY + 5, 0, 7)], ("u", "u"), reason=True)
    base = nobody().concat([known])
    rows = [(DAY, 0, 7), (DAY - 1, 0, 7), (2 * DAY, 0, 7), (DAY + 9, 1, 7), (DAY + 9, 0, 6)]
    asked = part(rows, ("u", "u")).events
    whole = base.with_events(type(asked).concat([base.events, asked]).in_order())
    settled, _ = settle(whole)
    said = zip(
        (settled.events.at - whole.start).tolist(), settled.events.client.tolist(), settled.events.subject.tolist(), strict=True
    )
    explained = [row for row, reason in zip(said, settled.events.reason.tolist(), strict=True) if reason]
    assert explained == [(DAY, 0, 7), (DAY + 5, 0, 7)]


def test_settling_again_changes_nothing() -> None:
    once, relations = settle(honest())
    again, same = settle(once)
    assert (once.events.reason == again.events.reason).all()
    assert (once.events.reason | ~honest().events.reason).all()
    assert (relations.until == same.until).all()


def test_a_world_without_reasons_has_no_relations() -> None:
    world, relations = settle(nobody().concat([part([(1, 0, 2)])]))
    assert len(relations.client) == 0
    assert world.events.reason.tolist() == [False]
