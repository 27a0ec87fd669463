from headcount.detectors.example import example_window
from headcount.detectors.units import column, units_of


def test_the_crowd_and_the_harvester_add_up() -> None:
    window = example_window([(3600, 40, 0), (90_000, 2, 1)])
    assert window.clients.num_rows == 601
    assert window.clients["name"][600].as_py() == "203.0.113.7"
    assert column(window.clients, "records")[600] == 42
    assert column(window.clients, "records").sum() == column(window.rollup, "new_records").sum()
    assert len(units_of(window, 86_400)) == 600 * 4 + 2
