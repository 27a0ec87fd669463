"""Words that made people, goods and messages are described with, by language."""

from __future__ import annotations

import tomllib
from pathlib import Path

WORDS: dict[str, dict[str, list[str]]] = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
"""By sort and language."""

POSITIONS = {
    "en": ((40.7, -74.0), (37.8, -122.4)),
    "zh": ((31.2, 121.5), (39.9, 116.4)),
    "vi": ((21.0, 105.8), (10.8, 106.7)),
    "de": ((52.5, 13.4), (48.1, 11.6)),
}
"""Towns as latitude and longitude in degrees."""
