from __future__ import annotations

from pathlib import Path

from headcount import config
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.config.declared import Config, RouteConfig
from headcount.intake import count_files
from headcount.ledger.known_people import known_people

TOKENS = Tokenizer(key_of_passphrase("known people"))
DECLARED = Config(routes=[RouteConfig("/users/{id}", "id", records="people"), RouteConfig("/orders/{id}", "id")])
LINE = '192.0.2.1 - {account} [10/Oct/2026:13:55:{second:02} +0000] "GET {target} HTTP/1.1" 200 5 "-" "B/1"\n'


def test_whom_each_client_was_shown(tmp_path: Path) -> None:
    asked = [
        ("ann", "/users/1"),
        ("ann", "/users/2"),
        ("ann", "/users/1"),
        ("bob", "/users/2"),
        ("ann", "/orders/9"),
        ("-", "/users/5"),
    ]
    log = tmp_path / "access.log"
    log.write_text("".join(LINE.format(account=a, target=t, second=n) for n, (a, t) in enumerate(asked)))
    with config.ledger(None, TOKENS) as ledger:
        count_files([str(log)], ledger, config.catalogue(DECLARED, TOKENS, []))
        ledger.name_clients()
        users = [n for n, route in enumerate(ledger.routes()) if route.template == "/users/{id}"]
        told = {name: sorted(people.tolist()) for name, people in known_people(ledger, "account", users)}
        assert told == {"ann": sorted(TOKENS.tokens_of("people", [b"1", b"2"])), "bob": TOKENS.tokens_of("people", [b"2"])}
        assert [name for name, _ in known_people(ledger, "address", users)] == ["192.0.2.1"]
        assert list(known_people(ledger, "account", [])) == []
