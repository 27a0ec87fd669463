"""What `headcount ledger` says: what is in it, what was taken out of it, and the receipt of an erasure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from headcount.ledger.erasure import Erasure
from headcount.ledger.removal import Removal, Why
from headcount.ledger.rotation import Rotation
from headcount.reports.markup import printable

_WORDS = {
    "disclosure": ("disclosures", "who was shown whose record"),
    "attempt": ("attempts", "who asked for what is not there"),
    "traffic": ("counts of requests", "how busy each client was"),
}


def print_about(
    file: Path,
    rows: Mapping[str, int],
    span: tuple[dt.datetime, dt.datetime] | None,
    removals: Sequence[Removal],
    warnings: Sequence[str],
    console: Console,
) -> None:
    """Rows by table, the period, what was taken out, and what the configuration keeps for less than it should."""
    period = f"{span[0]:%Y-%m-%d %H:%M} to {span[1]:%Y-%m-%d %H:%M} UTC" if span else "no request yet"
    _say(console, f"{file}: {period}")
    for table, (words, meaning) in _WORDS.items():
        _say(console, f"  {rows[table]:>14,}  {words}: {meaning}")
    for removal in removals:
        _say(console, _act(removal))
    if not removals:
        _say(console, "Nothing was ever taken out of it.")
    for warning in warnings:
        _say(console, warning)


def print_removal(removal: Removal, callers: int, sizes: tuple[int, int] | None, console: Console) -> None:
    """What expired."""
    if sizes is None:
        _say(console, "Nothing is older than it is kept.")
        return
    _say(console, _act(removal))
    _say(console, f"{callers:,} combinations of address, account and program that asked for nothing else are gone too.")
    _say_sizes(sizes, console)


def print_erasure(erasure: Erasure, sizes: tuple[int, int], console: Console) -> None:
    """What was erased; never whose."""
    if not erasure.removal.rows:
        _say(console, "The ledger has no row about this person: nobody was shown such a record, and nobody asked for one.")
    else:
        taken = erasure.removal
        told = f"{_some(taken.disclosures, 'disclosure')} to {_some(erasure.clients, 'client')}"
        _say(console, f"Erased: {told}, and {_some(taken.attempts, 'attempt')}.")
        _say(console, f'A search for them finds {erasure.left:,}. From now on counts of that time say "at least".')
    _say_sizes(sizes, console)


def print_rotation(rotation: Rotation, sizes: tuple[int, int], key: Path, console: Console) -> None:
    """What became of the records under the new key."""
    _say(console, f"{rotation.named:,} different records have tokens under {key}, and can be looked up with it.")
    if rotation.unnamed:
        _say(console, f"{rotation.unnamed:,} records were in no table: they still count, and nobody can look them up any more.")
    _say(
        console, "Clients that are known by an API key's digest begin anew. Keep the old key only as long as old reports need it."
    )
    _say_sizes(sizes, console)


def receipt(erasure: Erasure, reference: str, key_id: str, version: str) -> bytes:
    """The proof of an erasure as JSON, with a digest over itself; it does not say whose rows they were."""
    told = {
        "act": str(erasure.removal.what),
        "at": erasure.removal.at.isoformat(timespec="seconds"),
        "reference": reference,
        "disclosures": erasure.removal.disclosures,
        "attempts": erasure.removal.attempts,
        "clients": erasure.clients,
        "found_afterwards": erasure.left,
        "file_written_anew": True,
        "key_id": key_id,
        "headcount": version,
    }
    digest = hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    return (json.dumps({**told, "sha256": digest}, indent=2) + "\n").encode()


def _act(removal: Removal) -> str:
    at = f"{removal.at:%Y-%m-%d %H:%M} UTC"
    if removal.what is Why.ROTATED:
        return f"{at}: every record got a token under another key ({removal.disclosures:,} disclosures)"
    ground = f"older than {removal.before:%Y-%m-%d}" if removal.before else "a person asked for it"
    taken = f"{removal.disclosures:,} disclosures, {removal.attempts:,} attempts, {removal.traffic:,} counts of requests"
    return f"{at}: {taken} were taken out: {ground}"


def _some(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _say_sizes(sizes: tuple[int, int], console: Console) -> None:
    _say(
        console,
        f"The file was written anew: {sizes[0]:,} bytes before, {sizes[1]:,} now. Copies and backups still have the old one.",
    )


def _say(console: Console, text: str) -> None:
    console.print(printable(text), markup=False, highlight=False, soft_wrap=True)
