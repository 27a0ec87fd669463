"""PostgreSQL: who is let in without a password, what the tables that a stranger may read hold, and whether rows are guarded.

Source: PostgreSQL documentation: Client Authentication (pg_hba.conf), System Catalogs (pg_class, pg_namespace, pg_database),
Row Security Policies.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import keeping
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.places import place
from headcount.probes.postgres_session import WRONG, AskedError, RefusedError, ask, enter, takes_tls
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import version_in
from headcount.probes.wire import Bounds, EndedError, Line, Wire

_MOST_DATABASES = 3
_SAYS_NO = ("28", "42501")
"""Codes, or their beginning, of who is not let in.

Any other is no lock: too many connections, a server that is starting, an option that a pooler does not know.
"""
_TABLES = """
SELECT n.nspname AS room, c.relname AS name, c.relrowsecurity AS guarded,
       has_table_privilege('public', c.oid, 'SELECT') AS for_all,
       sum(greatest(c.reltuples::bigint, s.n_live_tup, 0)) OVER () AS rows,
       (SELECT string_agg(format('left(%I::text, 1000) AS %I', attname, attname), ', ' ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS fields
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
  AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
ORDER BY greatest(c.reltuples::bigint, s.n_live_tup, 0) DESC LIMIT 200
"""
_DATABASES = """
SELECT datname AS name FROM pg_database
WHERE datallowconn AND NOT datistemplate AND datname <> current_database() AND has_database_privilege(oid, 'CONNECT')
ORDER BY oid DESC LIMIT 20
"""
_SCHEMAS = """
SELECT nspname AS name FROM pg_namespace
WHERE nspname NOT LIKE 'pg\\_%' AND has_schema_privilege('public', oid, 'CREATE') LIMIT 20
"""


class Postgres:
    """One for the shelf."""

    name = "postgres"
    schemes: Mapping[str, int] = {"postgres": 5432, "postgresql": 5432}
    advice: Mapping[str, Advice] = {
        "postgres/trust": Advice(
            Severity.HIGH,
            "Whoever reaches it logs in without a password and reads every table that this user may read.",
            "# pg_hba.conf: no line with the method trust; then: SELECT pg_reload_conf();\nhostssl all all samenet scram-sha-256",
            "psql -w -h HOST -p PORT -U postgres postgres -c 'select 1'   # must fail: no password supplied",
        ),
        "postgres/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it.",
            "-- as a superuser\n\\password THE-USER",
            "psql -h HOST -p PORT -U THE-USER postgres   # the weak password must fail",
        ),
        "postgres/superuser": Advice(
            Severity.HIGH,
            "The user that a stranger logs in as is a superuser: it also reads files and runs programs on the server's machine.",
            "# pg_hba.conf, above all lines for other machines\nhost all postgres all reject",
            "psql -h HOST -p PORT -U postgres postgres -c 'select 1'   # from another machine: must be rejected",
        ),
        "postgres/public-tables": Advice(
            Severity.MEDIUM,
            "Every user of the database, whatever it was made for, reads all rows of these tables.",
            "REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM PUBLIC;\nALTER TABLE THE_TABLE ENABLE ROW LEVEL SECURITY;",
            "psql -h HOST -p PORT -c '\\dp'   # no line =r/",
        ),
        "postgres/public-schema": Advice(
            Severity.MEDIUM,
            "Every user of the database may put tables and functions where others will use them.",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
            "psql -h HOST -p PORT -c '\\dn+'   # no =UC/",
        ),
        "postgres/no-tls": Advice(
            Severity.MEDIUM,
            "Rows and logins can be read on the way.",
            "# postgresql.conf\nssl = on\nssl_cert_file = 'server.crt'\nssl_key_file = 'server.key'",
            "psql 'host=HOST port=PORT sslmode=require'   # must not say: server does not support SSL",
        ),
        "postgres/tls-optional": Advice(
            Severity.LOW,
            "It also takes connections without encryption, so that a client that forgets sslmode sends rows in the clear.",
            "# pg_hba.conf: hostssl in place of every host\nhostssl all all samenet scram-sha-256",
            "psql 'host=HOST port=PORT sslmode=disable'   # must fail: no pg_hba.conf entry",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        seen = Seen("PostgreSQL")
        with keeping(seen):
            with line.open() as wire:
                seen.encrypted = takes_tls(wire)
            if not seen.encrypted:
                seen.weaknesses["postgres/no-tls"] = ""
            self._enter(line, target, seen, weak)
            if seen.encrypted and _in_the_clear(line):
                seen.weaknesses["postgres/tls-optional"] = ""
        return seen

    def _enter(self, line: Line, target: Target, seen: Seen, weak: Sequence[Credential]) -> None:
        database = target.path.strip("/") or "postgres"
        asked, nameless = False, False
        for user in dict.fromkeys(("postgres", database, *(one.user for one in weak[:2] if one.user))):
            try:
                self._inside(line, seen, user, database, None)
            except AskedError:
                asked = True
            except RefusedError as refused:
                nameless = nameless or _let_in(refused)
                if not (nameless or refused.code.startswith(_SAYS_NO)):
                    raise EndedError("it answers, and takes nobody now or in this way") from refused
            else:
                return
        if nameless:
            seen.reader, seen.weaknesses["postgres/trust"] = Reader.ANYONE, "no user was found whose name it knows"
            return
        seen.reader = Reader.NOBODY
        if not asked:
            seen.keeps = "lets nobody in from this address"
            return
        for one in weak[:6]:
            with contextlib.suppress(AskedError, RefusedError):
                self._inside(line, seen, one.user or "postgres", database, one)
                return

    def _inside(self, line: Line, seen: Seen, user: str, database: str, weak: Credential | None) -> None:
        """Log in and look around; in further databases too."""
        with _session(line, tls=bool(seen.encrypted)) as wire:
            told = enter(wire, user, database, weak)
            seen.reader = Reader.WEAK if weak else Reader.ANYONE
            seen.weaknesses["postgres/weak-password" if weak else "postgres/trust"] = f"user {user}"
            seen.version = version_in(told.get("server_version", ""))
            if told.get("is_superuser") == "on":
                seen.weaknesses["postgres/superuser"] = ""
            left = _tables(wire, line.bounds, seen, "", line.bounds.rows)
            schemas = [str(row["name"]) for row in ask(wire, _SCHEMAS)]
            others = [str(row["name"]) for row in ask(wire, _DATABASES)]
        if schemas:
            seen.weaknesses["postgres/public-schema"] = ", ".join(map(place, schemas[:5]))
        for other in others[:_MOST_DATABASES]:
            with _session(line, tls=bool(seen.encrypted)) as wire, contextlib.suppress(AskedError, RefusedError):
                enter(wire, user, other, weak)
                left = _tables(wire, line.bounds, seen, f"{other}.", left)


@contextlib.contextmanager
def _session(line: Line, *, tls: bool) -> Iterator[Wire]:
    with line.open() as wire:
        if tls:
            if not takes_tls(wire):
                raise EndedError(WRONG)
            wire.encrypt()
        yield wire


def _tables(wire: Wire, bounds: Bounds, seen: Seen, prefix: str, left: int) -> int:
    """Count and sample the tables of one database; how many rows may be sampled still."""
    tables = ask(wire, _TABLES)
    told = str(tables[0].get("rows") or "") if tables else "0"
    seen.estimate = (seen.estimate or 0) + (int(told) if told.isdecimal() else 0)
    unguarded = [place(f"{prefix}{t['room']}.{t['name']}") for t in tables if t.get("for_all") == "t" and t.get("guarded") == "f"]
    if unguarded:
        had = seen.weaknesses.get("postgres/public-tables", "")
        seen.weaknesses["postgres/public-tables"] = ", ".join(([had] if had else []) + unguarded[:5])
    chosen = [table for table in tables if table.get("fields")][: bounds.containers]
    for number in range(len(chosen), 0, -1):  # smallest first: what it does not need is left for the larger
        table, share = chosen[number - 1], -(-left // number)
        where = f"{_quoted(table.get('room'))}.{_quoted(table.get('name'))}"
        question = f"SELECT {table['fields']} FROM {where} LIMIT {share}"  # noqa: S608  # names that it told us, quoted
        rows = ask(wire, question)[:share]
        if rows:
            left -= len(rows)
            seen.samples.append(Sample(f"{prefix}{table['room']}.{table['name']}", rows))
    return left


def _quoted(name: str | None) -> str:
    return '"' + (name or "").replace('"', '""') + '"'


def _let_in(refused: RefusedError) -> bool:
    """Whether it let us in and only then found no such user or database: it asked for no password."""
    return refused.code == "3D000" or (refused.code == "28000" and refused.routine == "InitializeSessionUserId")


def _in_the_clear(line: Line) -> bool:
    """Whether it also talks with those who do not ask for TLS."""
    try:
        with line.open() as wire:
            enter(wire, "postgres", "postgres")
    except AskedError:
        return True
    except RefusedError as refused:
        return _let_in(refused)
    return True
