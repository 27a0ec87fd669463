"""A double of Kibana 8, made from its public documentation: status, saved objects and the console's way to the store behind it.

It is no Kibana: it answers the few questions that a probe asks, in the documented form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from tests.probes.doubles.web import Answers, Asked, Said

REFUSED = {"statusCode": 401, "error": "Unauthorized", "message": "Unauthorized"}


def kibana(indices: Mapping[str, tuple[int, Sequence[object]]], user: str = "", password: str = "", mark: str = "kbn") -> Answers:
    """With `user` it asks for a password; `mark` begins the header that its console wants (`osd` for OpenSearch Dashboards)."""

    def answer(one: Asked) -> Said:
        known = not user or one.shows(user, password)
        if one.path == "/api/status":
            level = {"status": {"overall": {"level": "available"}}}
            return Said(200, {"name": "made", "version": {"number": "8.11.1"}, **level} if known else level)
        if not known:
            return Said(401, REFUSED)
        if one.path == "/api/saved_objects/_find":
            found = [{"type": "index-pattern", "id": name, "attributes": {"title": name}} for name in indices]
            return Said(200, {"page": 1, "per_page": 100, "total": len(found), "saved_objects": found})
        if one.path == "/api/console/proxy" and one.method == "POST":
            marked = f"{mark}-xsrf" in one.headers
            return (
                _behind(indices, one.query) if marked else Said(400, {"message": f"Request must contain a {mark}-xsrf header."})
            )
        return Said(404, {"statusCode": 404})

    return answer


def _behind(indices: Mapping[str, tuple[int, Sequence[object]]], query: Mapping[str, str]) -> Said:
    """What the store behind it answers."""
    path, method = query.get("path", ""), query.get("method", "")
    if method != "GET":
        return Said(405, {})
    name = unquote(path.partition("/")[0])
    if path.startswith("_cat/indices"):
        return Said(200, [{"index": each, "docs.count": str(count)} for each, (count, _) in indices.items()])
    if name in indices:
        hits = [{"_index": name, "_id": str(at), "_source": row} for at, row in enumerate(indices[name][1])]
        return Said(200, {"took": 1, "hits": {"total": {"value": 10_000, "relation": "gte"}, "hits": hits}})
    return Said(404, {})
