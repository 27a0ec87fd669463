from __future__ import annotations

from pathlib import Path

from headcount.config.redaction import redacted

TOML = """
[policy]
store = "postgresql+psycopg://watch:hunter2@db.example.com:5433/policy?sslmode=require"
[key]
file = "people.key"
[[canaries]]
entity = "people"
values = ["400", "401"]
[[alerts]]
type = "feishu"
url = "https://chat.example.com/hook/9f8e7d"
secret_file = "alert.secret"
recipients = ["duan@example.com"]
languages = ["en", "zh"]
[[taps]]
url = "nats://user:pass@broker.example.com"
[[agreements]]
name = "partner"
accounts = ["p1"]
"""


def test_secrets_canaries_and_peoples_addresses_do_not_leave(tmp_path: Path) -> None:
    file = tmp_path / "headcount.toml"
    file.write_text(TOML)
    told = redacted(file)
    assert told == {
        "policy": {"store": "postgresql+psycopg://db.example.com:5433/..."},
        "key": {"file": "people.key"},
        "canaries": [{"entity": "people", "values": "(removed): 2 identifiers"}],
        "alerts": [
            {
                "type": "feishu",
                "url": "https://chat.example.com/...",
                "secret_file": "alert.secret",
                "recipients": "(removed)",
                "languages": ["en", "zh"],
            }
        ],
        "taps": [{"url": "nats://broker.example.com"}],
        "agreements": [{"name": "partner", "accounts": ["p1"]}],
    }


def test_an_address_that_is_none_is_removed(tmp_path: Path) -> None:
    file = tmp_path / "headcount.toml"
    file.write_text('[policy]\nstore = "postgresql://a:b@[::1/x"\n')
    assert redacted(file) == {"policy": {"store": "(removed)"}}


def test_without_a_configuration_there_is_nothing() -> None:
    assert redacted(None) == {}
