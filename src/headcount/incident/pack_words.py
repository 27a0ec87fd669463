"""What a pack says of itself, in `README.txt`."""

from __future__ import annotations

README = """This is an evidence pack of headcount: what some clients were shown, and what proves it.

Check it first, on any machine, without the ledger:

    headcount incident verify PACK --fingerprint FINGERPRINT

FINGERPRINT is the signer's; have it told to you by another way than this pack came. The check says which files were altered,
are missing or were added. packed.json stands outside of the signature: when and by whom this was packed is only said there.

incident.json      the incident: findings, clients, period, stamps, state
findings.json      each finding with its query, and what the query gave when this was packed (counted_now)
queries/ results/  the queries as SQL on the ledger, and their results as Parquet and CSV
exposure.json      how many people, records and pieces of data, by kind, grade, class, residence, route, day, client
exposure.parquet   the same tables as one (and exposure.csv)
records.parquet    every record that is counted: its token, the kinds that were shown of it, how often, when (and records.csv)
showings.parquet   every showing: when, to which client, which record, through which route, in which line (and showings.csv)
lines/             the lines of the logs that prove the showings: file, number, SHA-256 of the line without its line feed
lines/files.json   the logs: how to know each again, and whether it was there when this was packed
timeline.json      what happened, oldest first
log.json           every change of the incident; each entry's digest is chained to the one before in the store of incidents
charts/            the staircase of records with what became known when
configuration.json the configuration, secrets removed
versions.json      what made the numbers
manifest.json      size and SHA-256 of every file above
manifest.sig       the Ed25519 signature of manifest.json

A record is a token under the operator's key: 16 hex digits that say nothing without it. Days and times are UTC.
A digest of a line is no secret: who knows all of the line but a short number can guess that. Hand this on only to those who may
see the logs.
"At least" counts, and why more may have been shown, stand in exposure.json under at_least.

{lines}
"""
WITHOUT_LINES = "The text of the lines is not in here, since it is personal data. Who has the logs can compute the digests anew."
WITH_LINES = (
    "The text of the lines is in lines/NUMBER.log, in the order of lines.csv. IT IS PERSONAL DATA: keep it as you keep the logs."
)
