"""A double of Grafana 10, made from its public HTTP API documentation: health, search, data sources and users.

It is no Grafana: it answers the few questions that a probe asks, in the documented form.
"""

from __future__ import annotations

from tests.probes.doubles.web import Answers, Asked, Said

USERS = [
    {"orgId": 1, "userId": n, "email": f"anna.meyer{n}@example.com", "login": f"anna{n}", "name": "", "role": "Viewer"}
    for n in range(30)
]


def grafana(anonymous: str = "", password: str = "") -> Answers:
    """`password` is that of `admin`; `anonymous` is the role of strangers: empty for none, else `Viewer` or `Editor`."""

    def answer(one: Asked) -> Said:
        if one.path == "/api/health":
            return Said(200, {"commit": "made", "database": "ok", "version": "10.2.2"})
        role = "Admin" if password and one.shows("admin", password) else anonymous
        if not role:
            return Said(401, {"message": "Unauthorized"})
        if one.path == "/api/search":
            return Said(200, [{"id": 1, "uid": "made", "title": "Orders", "type": "dash-db", "tags": []}])
        if one.path == "/api/datasources":
            return (
                Said(200, [{"id": 1, "name": "shop", "type": "mysql"}]) if role != "Viewer" else Said(403, {"message": "denied"})
            )
        if one.path == "/api/org/users":
            return Said(200, USERS) if role == "Admin" else Said(403, {"message": "denied"})
        return Said(404, {"message": "Not found"})

    return answer
