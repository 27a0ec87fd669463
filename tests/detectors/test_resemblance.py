import numpy as np

from headcount.detectors.resemblance import resemblance_of
from tests.detectors.world import World, change, empty


def test_members_of_a_campaign_resemble_a_sweep_more_than_the_others_of_their_size() -> None:
    world = World(2000, 30, 1)
    world.campaign("campaign", 50, 9, 30)
    crowd = resemblance_of(world.window())
    ours = crowd.place >= 2000
    for stratum in np.unique(crowd.stratum[ours]):
        alike = crowd.stratum == stratum
        assert np.median(crowd.score[alike & ours]) > np.quantile(crowd.score[alike & ~ours], 0.9)


def test_counts_are_those_of_the_window_and_strata_are_large() -> None:
    window = World(2000, 30, 2).window()
    crowd = resemblance_of(window)
    assert np.array_equal(crowd.records, window.clients["records"].to_numpy()[crowd.place])
    assert crowd.cold.sum() == window.rollup["cold_records"].to_numpy().sum()
    assert np.bincount(crowd.stratum).min() >= 200


def test_clients_of_another_role_are_another_kind() -> None:
    window = World(500, 30, 3).window()
    crowd = resemblance_of(change(window, role=["staff" if n < 100 else "" for n in range(window.clients.num_rows)]))
    assert np.bincount(crowd.kind).tolist() == [400, 100]
    assert len(set(crowd.stratum[crowd.place < 100]) & set(crowd.stratum[crowd.place >= 100])) == 0


def test_nobody_gives_nothing() -> None:
    assert len(resemblance_of(empty()).place) == 0
