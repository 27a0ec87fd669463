from headcount.detectors.example_staff import staff_window
from headcount.ledger.window import CLIENTS_SCHEMA, RETURNS_SCHEMA, ROLLUP_SCHEMA


def test_it_is_a_window_of_one_role() -> None:
    window = staff_window(extra=10, looked_after=3)
    assert (window.rollup.schema, window.clients.schema, window.returns.schema) == (ROLLUP_SCHEMA, CLIENTS_SCHEMA, RETURNS_SCHEMA)
    assert window.explained
    assert window.clients["role"].unique().to_pylist() == ["clerk"]
    assert window.clients["records"].to_pylist() == [800] * 59 + [1000]
    assert window.returns.to_pylist()[-1]["named"] == [1, 2, 3]
