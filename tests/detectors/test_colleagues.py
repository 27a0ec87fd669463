import numpy as np

from headcount.detectors.colleagues import colleagues_of, roles_of
from tests.detectors.staff import Staff
from tests.detectors.world import change


def test_days_are_summed_as_the_roll_up_says() -> None:
    window = Staff(20, 14, 1).window()
    [group] = colleagues_of(window)
    rows = window.rollup.to_pylist()
    assert group.role == "clerk"
    assert group.place.tolist() == list(range(20))
    for total, name in ((group.totals(group.new), "new_records"), (group.totals(group.odd), "unexplained_records")):
        assert total.tolist() == [sum(row[name] for row in rows if row["client"] == client) for client in range(20)]
    days = {(row["client"], row["bucket"].date()) for row in rows if row["new_records"]}
    assert len(group.day) == len(days)
    assert np.all(np.diff(group.day)[np.diff(np.repeat(np.arange(20), np.diff(group.start))) == 0] > 0)


def test_clients_under_an_agreement_and_small_roles_are_left_out() -> None:
    window = change(Staff(30, 7, 2).window(), role=["clerk"] * 12 + ["porter"] * 9 + [""] * 9, agreement=["x"] + [None] * 29)
    assert [(role, place.tolist()) for role, place in roles_of(window)] == [("clerk", list(range(1, 12)))]


def test_a_day_without_tables_is_left_out() -> None:
    [whole], [rest] = (list(colleagues_of(Staff(60, 20, 3, broken=broken).window())) for broken in (None, 9))
    assert len(set(whole.day.tolist()) - set(rest.day.tolist())) == 1
    [hours] = colleagues_of(Staff(60, 20, 3, broken=9).window(), 3_600)
    assert set((hours.day // 24).tolist()) == set(rest.day.tolist())
    assert hours.place.tolist() == rest.place.tolist()
    assert hours.totals(hours.odd).tolist() == rest.totals(rest.odd).tolist()


def test_one_busy_insider_does_not_make_a_day_look_broken() -> None:
    staff = Staff(60, 20, 3)
    staff.sweep("insider", 500, 10)
    [group] = colleagues_of(staff.window())
    assert group.totals(group.odd)[-1] >= 5000
