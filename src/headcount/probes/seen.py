"""What a probe has seen of a store: before it is judged, in memory only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from headcount.model.posture import Reader


@dataclass(frozen=True, slots=True, repr=False)
class Sample:
    """Some of what a container holds, decoded; it never leaves the process."""

    container: str
    """A table, index, key pattern, bucket, topic ..."""
    rows: Sequence[object]
    """Objects (dict), lists or texts."""

    def __repr__(self) -> str:
        return f"Sample({self.container!r}, {len(self.rows)} rows)"


@dataclass(slots=True)
class Seen:
    """What a probe found out, before it is judged."""

    product: str
    version: str = ""
    encrypted: bool | None = None
    reader: Reader = Reader.UNKNOWN
    estimate: int | None = None
    unit: str = "rows"
    at_rest: str = "unknown"
    samples: list[Sample] = field(default_factory=list)
    weaknesses: dict[str, str] = field(default_factory=dict)
    """Code of the probe's `advice` to what of this store it is about (may be empty)."""
    keeps: str = ""
    """How it keeps strangers out, where it does not ask for a credential: the rest of a sentence that begins with its name."""
    problem: str = ""
