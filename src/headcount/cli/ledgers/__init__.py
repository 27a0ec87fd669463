"""Sub-commands of `headcount ledger`: one a file, each with `add(commands)`, as the commands themselves."""

from __future__ import annotations

SUBCOMMANDS: dict[str, str] = {
    "about": "what is in the ledger, how old it is, and what was taken out of it",
    "expire": "take away what was kept as long as was asked for",
    "erase": "take away every row about one person, with a receipt",
    "merge": "make one ledger of several, such as the shards of several workers",
    "rotate-key": "give every record a token under a new key",
}
"""Each sub-command and its line in the help; its module in this room has its name."""
