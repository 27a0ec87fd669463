"""Looks of the console's users that no service has brought into the ledger yet: a scan does."""

from __future__ import annotations

from pathlib import Path

from headcount.catalog.tokens import Tokenizer
from headcount.cli import parts
from headcount.config import Config
from headcount.ledger.embedded import EmbeddedLedger


def bring(config: Config, path: Path | None, ledger: EmbeddedLedger, tokens: Tokenizer) -> None:
    """Bring what waits in the console's store into an open ledger that nothing else is under way in.

    Args:
        config: says where the store is.
        path: of the ledger; without one there is no console.
        ledger: open to be written.
        tokens: under the ledger's key.

    Raises:
        LedgerError: the store or the ledger cannot be used.
        UsageError: there is a store, and the extra is not installed.
    """
    place = config.console.place(path) if path is not None else ""
    if not place or ("://" not in place and not Path(place).is_file()):
        return
    with parts.needing("console", "scan into a ledger that a console shows"):
        from headcount.console.state import State  # noqa: PLC0415  # loads what only the extra headcount[console] brings
        from headcount.console.watching import Bringing  # noqa: PLC0415  # as above
    with State(place) as state, ledger.told():
        bringing = Bringing(state, tokens)
        bringing.register(ledger)
        bringing(ledger)
