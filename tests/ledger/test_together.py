import numpy as np
import pytest

from headcount.ledger.together import RARE, Meetings, counted


@pytest.mark.parametrize("seed", range(3))
def test_meetings_equal_a_count_with_sets(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pairs = np.unique(np.c_[rng.integers(0, 30, 900), np.minimum(rng.pareto(0.6, 900), 200).astype(int)], axis=0)
    member = rng.random(30) < 0.4
    records, met = counted(member, pairs[:, 0], pairs[:, 1])
    viewers: dict[int, set[int]] = {}
    for client, record in pairs.tolist():
        viewers.setdefault(record, set()).add(client)
    sizes = sorted(map(len, viewers.values()))
    rare = [who for who in viewers.values() if len(who) <= max(RARE, sizes[(len(sizes) - 1) // 2])]
    ours = set(np.flatnonzero(member).tolist())
    each = [sum(client in who for who in rare) for client in ours]
    assert records == sum(bool(who & ours) for who in viewers.values())
    assert met == Meetings(
        inner=sum(len(who & ours) * (len(who & ours) - 1) // 2 for who in rare),
        cross=sum(len(who & ours) * len(who - ours) for who in rare),
        showings=sum(each),
        squares=sum(one**2 for one in each),
        everybody=sum(map(len, rare)),
    )
    assert met.inner > 0


def test_records_of_many_viewers_are_not_rare() -> None:
    crowd = np.arange(RARE + 1)
    alone = np.arange(20)
    _, met = counted(np.ones(RARE + 1, np.bool_), np.r_[crowd, alone % 3], np.r_[crowd * 0, alone + 1])
    assert met == Meetings(0, 0, 20, 7**2 + 7**2 + 6**2, 20)


def test_nothing_was_shown() -> None:
    none = np.zeros(0, np.int64)
    assert counted(np.zeros(1, np.bool_), none, none) == (0, Meetings(0, 0, 0, 0, 0))


def test_meetings_of_late_showings_count_no_others() -> None:
    """Rare is what it was by all showings; who was shown it before is no viewer."""
    client, record = np.array([0, 1, 2, 3, 0, 1]), np.array([5, 5, 5, 5, 6, 6])
    late = np.array([False, True, True, True, True, False])
    member = np.array([True, True, True, False])
    assert counted(member, client, record) == (2, Meetings(4, 3, 5, 9, 6))
    assert counted(member, client, record, late) == (2, Meetings(1, 2, 3, 3, 4))
