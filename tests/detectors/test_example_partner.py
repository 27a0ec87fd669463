from headcount.detectors.example_partner import partner_window
from headcount.ledger.window import CLIENTS_SCHEMA, USED_SCHEMA
from headcount.model.scope import Scope


def test_it_is_a_window_with_one_partner() -> None:
    window = partner_window(phones=60, scope=Scope(tolerance=3))
    assert (window.clients.schema, window.used.schema) == (CLIENTS_SCHEMA, USED_SCHEMA)
    assert [name for name in window.clients["agreement"].to_pylist() if name] == ["Example partner"]
    assert window.used["records"].to_pylist() == [12_600, 60]
    assert window.scopes["Example partner"].tolerance == 3
    assert len(partner_window().used) == 1
