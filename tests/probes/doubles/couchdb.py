"""A double of Apache CouchDB 3, made from its public API reference: root, list of databases, databases and their documents.

It is no CouchDB: it answers the few questions that a probe asks, in the documented form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.probes.doubles.web import Answers, Asked, Said

REFUSED = {"error": "unauthorized", "reason": "You are not a server admin."}


def couchdb(databases: Mapping[str, Sequence[object]], user: str = "", password: str = "", *, lists: bool = False) -> Answers:
    """With `user` it asks for a password; it may list its databases to everybody all the same."""

    def answer(one: Asked) -> Said:
        known = not user or one.shows(user, password)
        if one.path == "/":
            return Said(200, {"couchdb": "Welcome", "version": "3.3.3", "vendor": {"name": "The Apache Software Foundation"}})
        if one.path == "/_all_dbs":
            return Said(200, ["_users", *databases]) if known or lists else Said(401, REFUSED)
        name, _, rest = one.path[1:].partition("/")
        if not known or name not in databases:
            return Said(401 if name in databases else 404, REFUSED)
        documents = databases[name]
        if not rest:
            return Said(200, {"db_name": name, "doc_count": len(documents), "doc_del_count": 0})
        rows = [{"id": str(at), "key": str(at), "doc": {"_id": str(at), "data": one}} for at, one in enumerate(documents)]
        return Said(200, {"total_rows": len(rows), "offset": 0, "rows": rows[: int(one.query["limit"])]})

    return answer
