"""MySQL and MariaDB: who is let in without a password, and what the tables that a stranger may read hold.

Source: MySQL reference manual and MariaDB knowledge base: account management, INFORMATION_SCHEMA TABLES and COLUMNS, SHOW GRANTS,
encrypted connections, data-at-rest encryption.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import keeping
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.mysql_session import RefusedError, Session
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import version_in
from headcount.probes.wire import EndedError, Line

_TABLES = """
SELECT table_schema AS room, table_name AS name, table_rows AS held FROM information_schema.tables
WHERE table_type = 'BASE TABLE'
  AND table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys') ORDER BY table_rows DESC LIMIT 500
"""
_FIELDS = """
SELECT table_schema AS room, table_name AS name, column_name AS field FROM information_schema.columns
WHERE table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys') ORDER BY 1, 2, ordinal_position LIMIT 5000
"""
_CAREFUL = ("SET SESSION TRANSACTION READ ONLY", "SET SESSION max_statement_time = 4", "SET SESSION max_execution_time = 4000")
"""Each where it is known: MariaDB knows the second, MySQL the third."""
_NOT_THIS_ADDRESS = {1129, 1130}
_SAYS_NO = _NOT_THIS_ADDRESS | {1044, 1045, 1251, 1275, 1524, 1698, 3118, 3159, 3955, 4151}
"""Errors of a login that is refused, by MySQL or MariaDB; any other (too many connections, shutting down) is no lock."""


class MySQL:
    """One for the shelf."""

    name = "mysql"
    schemes: Mapping[str, int] = {"mysql": 3306, "mariadb": 3306}
    advice: Mapping[str, Advice] = {
        "mysql/anonymous-user": Advice(
            Severity.HIGH,
            "Whoever reaches it logs in without a name and reads every table that the anonymous user may read.",
            "-- as an administrator\nDROP USER IF EXISTS ''@'%', ''@'localhost';\n"
            "# /etc/mysql/my.cnf, [mysqld]\nbind-address = 127.0.0.1",
            "mysql -h HOST -P PORT -u '' -e 'select 1'   # must answer ERROR 1045",
        ),
        "mysql/empty-root": Advice(
            Severity.HIGH,
            "Whoever reaches it logs in as root without a password.",
            "-- as an administrator\nALTER USER root@'%' IDENTIFIED BY 'A-LONG-RANDOM-PASSWORD';\n-- better: DROP USER root@'%';",
            "mysql -h HOST -P PORT -u root --skip-password -e 'select 1'   # must answer ERROR 1045",
        ),
        "mysql/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it.",
            "-- as an administrator\nALTER USER THE_USER@'%' IDENTIFIED BY 'A-LONG-RANDOM-PASSWORD';",
            "mysql -h HOST -P PORT -u THE_USER -p -e 'select 1'   # the weak password must answer ERROR 1045",
        ),
        "mysql/all-privileges": Advice(
            Severity.HIGH,
            "The user that a stranger logs in as may change everything, and read files of the server's machine.",
            "-- as an administrator\nREVOKE ALL PRIVILEGES, GRANT OPTION FROM THE_USER@'%';",
            "mysql -h HOST -P PORT -u THE_USER -p -e 'show grants'   # no ALL PRIVILEGES ON *.*",
        ),
        "mysql/no-tls": Advice(
            Severity.MEDIUM,
            "Rows and logins can be read on the way.",
            "# /etc/mysql/my.cnf, [mysqld]\nssl_cert = /etc/mysql/tls/server.crt\nssl_key = /etc/mysql/tls/server.key\n"
            "require_secure_transport = ON",
            "mysql -h HOST -P PORT --ssl -e status   # SSL: Cipher in use",
        ),
        "mysql/tls-optional": Advice(
            Severity.LOW,
            "It also takes connections without encryption, so that a client that forgets it sends rows in the clear.",
            "# /etc/mysql/my.cnf, [mysqld]\nrequire_secure_transport = ON",
            "mysql -h HOST -P PORT --skip-ssl -e status   # must answer ERROR 3159",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be. That a server asks for a password is known when it refuses the anonymous user."""
        del target
        seen = Seen("MySQL")
        with keeping(seen):
            for credential, reader, code in _ways(weak):
                try:
                    with _session(line, seen) as session:
                        session.enter(credential.user, credential.password)
                        seen.reader = reader
                        seen.weaknesses[code] = f"user {credential.user}" if reader is Reader.WEAK else ""
                        _inside(session, line, seen)
                        session.leave()
                    break
                except RefusedError as refused:
                    if refused.code not in _SAYS_NO:
                        raise EndedError("it answers, and takes nobody now") from refused
                    seen.reader = Reader.NOBODY
                    if refused.code in _NOT_THIS_ADDRESS:
                        seen.keeps = "lets nobody in from this address"
                        break
        return seen


def _ways(weak: Sequence[Credential]) -> Iterator[tuple[Credential, Reader, str]]:
    """How to log in, the weakest first."""
    yield Credential("", ""), Reader.ANYONE, "mysql/anonymous-user"
    yield Credential("root", ""), Reader.ANYONE, "mysql/empty-root"
    for one in weak[:8]:
        yield one, Reader.WEAK, "mysql/weak-password"


@contextmanager
def _session(line: Line, seen: Seen) -> Iterator[Session]:
    with line.open() as wire:
        session = Session(wire)
        session.greet()
        seen.encrypted = session.tls
        if "MariaDB" in session.version:
            seen.product = "MariaDB"
        seen.version = version_in(session.version.removeprefix("5.5.5-"))
        if not session.tls:
            seen.weaknesses["mysql/no-tls"] = ""
        yield session


def _inside(session: Session, line: Line, seen: Seen) -> None:
    for words in _CAREFUL:
        session.ask(words)
    if any("ALL PRIVILEGES ON *.*" in str(text) for row in session.ask("SHOW GRANTS") for text in row.values()):
        seen.weaknesses["mysql/all-privileges"] = ""
    if session.tls and _setting(session, "require_secure_transport") in {"OFF", "0"}:
        seen.weaknesses["mysql/tls-optional"] = ""
    at_rest = _setting(session, "innodb_encrypt_tables" if seen.product == "MariaDB" else "default_table_encryption")
    seen.at_rest = {"ON": "encrypted", "FORCE": "encrypted", "OFF": "clear"}.get(at_rest, "unknown")
    tables = session.ask(_TABLES)
    seen.estimate = sum(int(held) for row in tables if (held := str(row.get("held"))).isdecimal())
    fields: dict[tuple[str | None, str | None], list[str]] = {}
    for row in session.ask(_FIELDS):
        fields.setdefault((row.get("room"), row.get("name")), []).append(_quoted(row.get("field")))
    chosen = [table for table in tables if (table.get("room"), table.get("name")) in fields][: line.bounds.containers]
    left = line.bounds.rows
    for number in range(len(chosen), 0, -1):  # smallest first: what it does not need is left for the larger
        table, share = chosen[number - 1], -(-left // number)
        wanted = ", ".join(f"LEFT({field}, 1000) AS {field}" for field in fields[table.get("room"), table.get("name")])
        where = f"{_quoted(table.get('room'))}.{_quoted(table.get('name'))}"
        question = f"SELECT {wanted} FROM {where} LIMIT {share}"  # noqa: S608  # names that it told us, quoted
        rows = session.ask(question)[:share]
        if rows:
            left -= len(rows)
            seen.samples.append(Sample(f"{table.get('room')}.{table.get('name')}", rows))


def _setting(session: Session, name: str) -> str:
    rows = session.ask(f"SHOW VARIABLES LIKE '{name}'")
    return str(rows[0].get("Value", "")) if rows else ""


def _quoted(name: str | None) -> str:
    return "`" + (name or "").replace("`", "``") + "`"
