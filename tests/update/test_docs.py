"""One docs page a detector, made from what its module says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headcount.ledger.window import Window
from headcount.model.finding import Finding
from update import docs


@dataclass
class Fake:
    """Finds nobody, patiently.

    Parameters:
        per_day (records a day): how many are too many.
        patience: days to wait,
            weekends too.

    Example:
        >>> 1 + 1
        2

    Source: a made-up paper.
    """

    name: str = "fake"
    false_per_10k: float = 0.25

    def find(self, window: Window) -> Sequence[Finding]:
        del window
        return []


def test_a_page() -> None:
    page = docs.page(Fake())
    assert page.splitlines()[0] == "# fake"
    assert page.endswith(
        """One docs page a detector, made from what its module says.

Finds nobody, patiently.

## Parameters

- `per_day` (records a day): how many are too many.
- `patience`: days to wait,
  weekends too.

## Example

```pycon
>>> 1 + 1
2
```

Source: a made-up paper.

Declared rate of false findings: at most 0.25 honest clients per 10,000 clients in 30 days.

*Made from `src/tests/update/test_docs.py` by `update/docs.py`.*
"""
    )
