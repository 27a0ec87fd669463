"""Sub-commands of `headcount incident`: one a file, each with `add(commands)`, as the commands themselves."""

from __future__ import annotations

SUBCOMMANDS: dict[str, str] = {
    "list": "the incidents, and how far each is",
    "show": "one incident: its findings, stamps, and what was done about it",
    "move": "triage, confirm, contain, close, reopen: how far the handling is",
    "amend": "assign, note, explain, stamp: what is written down",
    "scope": "exactly whose data, and which, an incident concerns",
    "people": "whom it concerns: tokens, or with the key the rows of your own user table",
    "timeline": "what happened, oldest first: showings, signals, verdicts, what was done",
    "key": "make the key that evidence packs are sealed with, or show its fingerprint",
    "pack": "a sealed folder or zip with everything that proves the numbers",
    "verify": "whether an evidence pack is as it was sealed; needs no ledger",
    "duties": "what the laws ask of an incident, to whom, and until when",
    "notice": "drafts of the notices that a law asks for",
    "calendar": "the deadlines of an incident, for a calendar",
    "verify-log": "whether every change stands as it was written",
}
"""Each module of this room that adds sub-commands, by its name with hyphens, and what it adds."""
