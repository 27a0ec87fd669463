"""The tables of the console's store, as the newest migration leaves them. Times are microseconds since 1970 UTC."""

from __future__ import annotations

import sqlalchemy as sa

TABLES = sa.MetaData()
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")

about = sa.Table(
    "console_about",
    TABLES,
    sa.Column("store", sa.String(32), primary_key=True),
    sa.Column("entries", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
)
"""One row: the store's own random name, and the newest entry of the log. Who writes an entry holds it."""
user = sa.Table(
    "console_user",
    TABLES,
    sa.Column("login", sa.String(64), primary_key=True),
    sa.Column("role", sa.String(32), nullable=False),
    sa.Column("password", sa.String(256), nullable=False),
    sa.Column("totp", sa.String(64), nullable=False),
    sa.Column("totp_asked", sa.String(64), nullable=False),
    sa.Column("totp_used", sa.BigInteger, nullable=False),
    sa.Column("recovery", sa.Text, nullable=False),
    sa.Column("subject", sa.String(512), nullable=False, index=True),
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("made", sa.BigInteger, nullable=False),
    sa.Column("seen", sa.BigInteger, nullable=False),
)
session = sa.Table(
    "console_session",
    TABLES,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("login", sa.String(64), nullable=False, index=True),
    sa.Column("role", sa.String(32), nullable=False),
    sa.Column("stage", sa.String(16), nullable=False),
    sa.Column("made", sa.BigInteger, nullable=False),
    sa.Column("used", sa.BigInteger, nullable=False),
    sa.Column("until", sa.BigInteger, nullable=False),
    sa.Column("address", sa.String(64), nullable=False),
    sa.Column("agent", sa.String(200), nullable=False),
)
api_token = sa.Table(
    "console_token",
    TABLES,
    sa.Column("number", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("login", sa.String(64), nullable=False, index=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("scope", sa.String(256), nullable=False),
    sa.Column("made", sa.BigInteger, nullable=False),
    sa.Column("until", sa.BigInteger, nullable=False),
    sa.Column("used", sa.BigInteger, nullable=False),
)
link = sa.Table(
    "console_link",
    TABLES,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("purpose", sa.String(16), nullable=False),
    sa.Column("login", sa.String(64), nullable=False),
    sa.Column("role", sa.String(32), nullable=False),
    sa.Column("until", sa.BigInteger, nullable=False),
)
"""One-time links that were not used yet."""
flow = sa.Table(
    "console_flow",
    TABLES,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("until", sa.BigInteger, nullable=False),
)
"""Sign-ins by OpenID Connect that were begun."""
attempts = sa.Table(
    "console_attempts",
    TABLES,
    sa.Column("who", sa.String(64), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last", sa.BigInteger, nullable=False),
    sa.Column("until", sa.BigInteger, nullable=False),
)
"""Failed sign-ins by login and by address, each as a digest: what is typed as a login may be a password."""
log = sa.Table(
    "console_log",
    TABLES,
    sa.Column("entry", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("by", sa.String(256), nullable=False, index=True),
    sa.Column("what", sa.String(32), nullable=False, index=True),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("previous", sa.String(64), nullable=False, unique=True),
    sa.Column("digest", sa.String(64), nullable=False),
)
"""Rows are only added; two can never follow the same one."""
look = sa.Table(
    "console_look",
    TABLES,
    sa.Column("entry", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("login", sa.String(64), nullable=False),
    sa.Column("what", sa.String(16), nullable=False),
    sa.Column("seen", sa.Text, nullable=False),
    sa.Column("route", sa.String(256), nullable=False),
)
"""Looks that are not in the ledger yet; each has the number of its entry in the log."""
known_client = sa.Table(
    "console_known",
    TABLES,
    sa.Column("lens", sa.String(16), primary_key=True),
    sa.Column("name", sa.String(512), primary_key=True),
    sa.Column("owner", sa.String(200), nullable=False),
    sa.Column("people", sa.BigInteger, nullable=True),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)
document = sa.Table(
    "console_document",
    TABLES,
    sa.Column("kind", sa.String(128), primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("reverts", sa.BigInteger, nullable=True),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)
"""Versions of what is edited in the console; rows are only added."""
note = sa.Table(
    "console_note",
    TABLES,
    sa.Column("number", _NUMBER, primary_key=True, autoincrement=True),
    sa.Column("lens", sa.String(16), nullable=False),
    sa.Column("name", sa.String(512), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index("console_note_client", "lens", "name"),
)
