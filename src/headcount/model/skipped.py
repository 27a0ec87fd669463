"""What was read and is not an access: counted with its reason, never dropped silently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(slots=True)
class Skipped:
    """Line numbers of one block's lines that are not accesses, by reason. Every line of a block is here or an access."""

    by_reason: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    """Reason (a fixed phrase, never text of the line) to the 1-based line numbers, ascending."""

    def __len__(self) -> int:
        return sum(len(lines) for lines in self.by_reason.values())

    def add(self, reason: str, lines: NDArray[np.int64] | list[int]) -> None:
        """Count `lines` under `reason`; an empty array adds nothing."""
        if len(lines):
            new = np.asarray(lines, np.int64)
            self.by_reason[reason] = np.sort(np.concatenate([self.by_reason[reason], new])) if reason in self.by_reason else new

    def counts(self) -> Mapping[str, int]:
        """Reason to number of lines."""
        return {reason: len(lines) for reason, lines in self.by_reason.items()}
