import numpy as np
import pytest

from headcount.detectors.peers import _ordered, crowd_of, groups_of
from headcount.ledger.window import Window
from tests.detectors.world import World, change, empty


def _window(clients: int = 300) -> Window:
    return World(clients, 3, 2).window()


def test_declared_clients_are_neither_peers_nor_suspects() -> None:
    window = _window()
    rows = window.clients.num_rows
    crowd = crowd_of(
        change(window, declared_crawler=["a crawler"] + [None] * (rows - 1), agreement=[None, "partner"] + [None] * (rows - 2))
    )
    assert crowd.peer.tolist() == [False, False] + [True] * (rows - 2)
    assert not crowd.suspect[:2].any()


def test_noise_is_no_harvest() -> None:
    window = change(_window(4), records=[100, 100, 100, 19], requests=[5000, 5001, 200, 19], errors=[2000, 0, 2001, 0])
    assert crowd_of(window).suspect.tolist() == [True, False, False, False]


def test_small_lenses_are_compared_with_everybody() -> None:
    window = _window()
    rows = window.clients.num_rows
    mixed = change(window, lens=["account"] * 50 + ["address"] * (rows - 50))
    crowd = crowd_of(mixed)
    by_size = {int(group.peers.sum()): group for group in groups_of(crowd)}
    assert sorted(by_size) == [rows - 50, rows]
    assert not by_size[rows - 50].suspects[:50].any()
    assert not by_size[rows].suspects[50:].any()


def test_roles_are_compared_with_their_own() -> None:
    window = _window()
    rows = window.clients.num_rows
    mixed = change(window, role=["clerk"] * 60 + ["porter"] * 9 + [""] * (rows - 69))
    crowd = crowd_of(mixed)
    clerks, others = groups_of(crowd)
    assert np.flatnonzero(clerks.peers).tolist() == list(range(60))
    assert not others.peers[:60].any()
    assert others.peers[60:].all()
    assert not (clerks.suspects & others.suspects).any()
    two = change(mixed, lens=["account"] * 51 + ["address"] * (rows - 51))
    assert [int(group.peers.sum()) for group in groups_of(crowd_of(two))] == [51, rows - 51]


def test_who_does_as_the_colleagues_of_a_small_role_is_not_judged() -> None:
    window = _window()
    rows = window.clients.num_rows
    many = np.asarray(window.clients["records"], np.int64).max() * 10
    taken = [many, many + 900, many - 900, 3 * many, 3 * many + 1, many, *window.clients["records"].to_pylist()[6:]]
    same = change(window, records=taken, requests=taken, errors=[0] * rows)
    [group] = groups_of(crowd_of(same))
    assert group.suspects[:6].all()
    [group] = groups_of(crowd_of(change(same, role=["device"] * 6 + [""] * (rows - 6))))
    assert group.suspects[:6].tolist() == [False, False, False, False, True, False]
    assert group.peers[:6].all()
    [group] = groups_of(crowd_of(change(same, role=["device"] + [""] * (rows - 1))))
    assert group.suspects[:6].all()
    two = change(same, role=["device"] * 6 + [""] * (rows - 6), lens=["account"] * 260 + ["address"] * (rows - 260))
    assert [group.suspects[:6].sum() for group in groups_of(crowd_of(two))] == [1, 0]


def test_who_took_little_is_not_judged() -> None:
    crowd = crowd_of(_window())
    [group] = groups_of(crowd)
    least = np.quantile(crowd.records, 0.95, method="higher")
    assert crowd.records[group.suspects].min() >= max(least, 20)
    assert group.suspects.sum() == ((crowd.records >= least) & crowd.suspect).sum() > 0


@pytest.mark.parametrize("clients", [100, 12_000])
def test_the_sample_stands_for_all_peers(clients: int) -> None:
    crowd = crowd_of(_window(clients))
    [group] = groups_of(crowd)
    assert group.weight.sum() == pytest.approx(crowd.peer.sum())
    assert group.sample.sum() <= 4500
    assert group.sample[group.suspects].all()


def test_nobody_in_an_empty_window() -> None:
    assert list(groups_of(crowd_of(empty()))) == []


@pytest.mark.parametrize("widest", [5, 2**40, 2**62])
def test_clients_are_ranked_by_all_that_they_did(widest: int) -> None:
    """Packed into one number where they fit, or not: the order is that of the keys one after the other."""
    rng = np.random.default_rng(widest)
    keys = [rng.integers(0, most, 2_000) for most in (4, widest, 3, 3)]
    assert _ordered(*keys).tolist() == np.lexsort(keys[::-1]).tolist()
    assert _ordered(*(key[:0] for key in keys)).tolist() == []
