from __future__ import annotations

from pathlib import Path

import pytest

from headcount.config import load
from headcount.errors import ConfigError
from headcount.model.organisation import Organisation


def _load(folder: Path, text: str) -> Organisation:
    file = folder / "headcount.toml"
    file.write_text(f"[organisation]\n{text}\n")
    return load(file).organisation.made()


def test_what_is_said_and_what_is_not(tmp_path: Path) -> None:
    assert _load(tmp_path, "") == Organisation()
    text = (
        'name = "Example"\njurisdictions = ["cn", "US-ca"]\nsectors = ["hipaa"]\ncritical = false\nplaces = { Guangdong = "CN" }'
    )
    assert _load(tmp_path, text) == Organisation(
        name="Example", jurisdictions=("CN", "US-CA"), sectors=("hipaa",), critical=False, places={"Guangdong": "CN"}
    )
    assert _load(tmp_path, "sectors = []").sectors == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('jurisdictions = ["China"]', '"China" is no code of a country or state; write such as CN, DE, EU, GB or US-CA'),
        ('residents = "everywhere"', '"everywhere" is no code'),
        ('places = { Bayern = "Germany" }', '"Germany" is no code'),
        ('sectors = ["hippa"]', '"hippa" is no sector; write some of hipaa, hipaa_associate'),
        ('role = "boss"', '"controller" or "processor"'),
    ],
    ids=["jurisdiction", "residents", "place", "sector", "role"],
)
def test_what_cannot_be(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as raised:
        _load(tmp_path, text)
    assert "headcount.toml:" in str(raised.value)
