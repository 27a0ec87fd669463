"""OCSF events of data access: API Activity (6003), Datastore Activity (6005), HTTP Activity (4002). One event a line.

HTTP activity is the request that it tells. API activity is `GET /service/by-type/operation?type_id=uid` with the resources by
their types; datastore activity is the statement's table and values as `sources.queries` tells, or, without a statement, `GET
/database/table` or `GET /bucket/object`. What only changes data has the method `WRITE`. The account is `actor.user`: its `uid`
where it has one, else the e-mail address or the name.

Source: Open Cybersecurity Schema Framework 1.0 to 1.9, classes api_activity, datastore_activity, http_activity.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import msgspec

from headcount.sources.arns import record_of
from headcount.sources.clock import any_time
from headcount.sources.deeds import FAILED, NO_DATA, READ, SHOWN, WRITE, Deed, target
from headcount.sources.events import EventSource
from headcount.sources.lines import FOREIGN, NO_REQUEST, NO_TIME
from headcount.sources.queries import asked
from headcount.sources.statement import statement_of

API, DATASTORE, HTTP = 6003, 6005, 4002
"""Classes of events (`class_uid`)."""
_READS = {API: {2}, DATASTORE: {1, 4, 8, 10}}
"""Activities that read: Read; and Read, Query, List, Decrypt."""
_NO_DATA = {DATASTORE: {3}}
"""Connect."""
_METHODS = {1: "CONNECT", 2: "DELETE", 3: "GET", 4: "HEAD", 5: "OPTIONS", 6: "POST", 7: "PUT", 8: "TRACE", 9: "PATCH"}
_FAILURE = 2
"""`status_id`."""
_WORD = re.compile(r"[A-Za-z0-9]+")
_OTHER = "event of another class"
_Json = dict[str, Any]


class OcsfEvent(msgspec.Struct):
    """What is read of an event."""

    class_uid: Any = None
    activity_id: Any = None
    time: Any = None
    time_dt: Any = None
    status_id: Any = None
    status_code: Any = None
    actor: Any = None
    src_endpoint: Any = None
    api: Any = None
    resources: Any = None
    http_request: Any = None
    http_response: Any = None
    database: Any = None
    databucket: Any = None
    table: Any = None
    query_info: Any = None
    metadata: Any = None
    cloud: Any = None

    def __repr__(self) -> str:
        return "OcsfEvent(***)"


def told(event: OcsfEvent) -> Deed | str:
    """The event as a deed, or why it is none."""
    kind = event.class_uid
    if not isinstance(kind, int) or not isinstance(event.metadata, dict):
        return FOREIGN
    if kind not in {API, DATASTORE, HTTP}:
        return _OTHER
    moment = any_time(event.time) if event.time is not None else any_time(event.time_dt)
    if moment is None:
        return NO_TIME
    if _number(event.activity_id) in _NO_DATA.get(kind, ()):
        return NO_DATA
    request = _object(event.http_request)
    method, path = _request(event, request) if kind == HTTP else _call(event) if kind == API else _query(event)
    if not path:
        return NO_REQUEST
    actor, peer = _object(event.actor), _object(event.src_endpoint)
    user, session = _object(actor.get("user")), _object(actor.get("session"))
    forwarded = request.get("x_forwarded_for")
    return Deed(
        moment,
        method,
        path,
        _status(event),
        _text(user, "uid", "email_addr", "name") or _text(actor, "app_uid", "app_name", "invoked_by"),
        _text(peer, "ip"),
        _text(user, "credential_uid") or _text(session, "credential_uid"),
        _text(request, "user_agent"),
        ", ".join(part for part in forwarded if isinstance(part, str)) if isinstance(forwarded, list) else "",
        _size(_object(event.http_response)),
    )


def _request(event: OcsfEvent, request: _Json) -> tuple[str, str]:
    url = _object(request.get("url"))
    path, query = _text(url, "path"), _text(url, "query_string")
    if not path and (whole := _text(url, "url_string")):
        try:
            parts = urlsplit(whole)
        except ValueError:
            return "", ""
        path, query = parts.path or "/", parts.query
    method = _text(request, "http_method").upper() or _METHODS.get(_number(event.activity_id), "")
    return method, f"{path}?{query.removeprefix('?')}" if path and query else path


def _call(event: OcsfEvent) -> tuple[str, str]:
    api = _object(event.api)
    service, operation = _text(_object(api.get("service")), "name"), _text(api, "operation")
    account = _text(_object(_object(event.cloud).get("account")), "uid")
    named: dict[str, list[str]] = {}
    for resource in map(_object, event.resources if isinstance(event.resources, list) else ()):
        noun = _noun(_text(resource, "type"))
        if uid := _text(resource, "uid", "name"):
            named.setdefault(noun, []).append(record_of(uid, noun, account))
    way = f"by-{next(iter(named))}" if named else "of-all"
    path = [service.removesuffix(".amazonaws.com"), way, operation]
    return _verb(event), target(path, {f"{noun}_id": uids for noun, uids in named.items()}) if operation else ""


def _query(event: OcsfEvent) -> tuple[str, str]:
    database, table = _object(event.database), _object(event.table)
    bucket, info = _object(event.databucket), _object(event.query_info)
    where = _text(database, "name", "uid") or _text(bucket, "name", "uid")
    text = _text(info, "query_string")
    method = _verb(event)
    if text:
        path = asked(statement_of(text), (), where or "database", _text(table, "name")).target
        if path:
            return method, path
    item = _text(_object(bucket.get("file")), "path", "name", "uid")
    parts = [where, *_text(table, "name", "uid").split("."), *item.split("/")]
    return method, target(parts) if any(parts) else ""


def _verb(event: OcsfEvent) -> str:
    return READ if _number(event.activity_id) in _READS[event.class_uid] else WRITE


def _noun(kind: str) -> str:
    """What a type of resource is called: `secret` for `AWS::SecretsManager::Secret`."""
    words = _WORD.findall(kind)
    return words[-1].lower() if words else "record"


def _status(event: OcsfEvent) -> int:
    codes = (_object(event.http_response).get("code"), _object(_object(event.api).get("response")).get("code"), event.status_code)
    for code in codes:
        number = int(code) if isinstance(code, str) and code.isdecimal() and len(code) == 3 else _number(code)
        if 100 <= number <= 599:
            return number
    return FAILED if _number(event.status_id) == _FAILURE else SHOWN


def _size(response: _Json) -> int:
    sizes = (response.get("body_length"), response.get("length"))
    return next((size for size in sizes if isinstance(size, int) and 0 <= size < 1 << 50), -1)


def _object(value: object) -> _Json:
    return value if isinstance(value, dict) else {}


def _text(value: _Json, *keys: str) -> str:
    """The first of `keys` under which there is text."""
    return next((text for key in keys if isinstance(text := value.get(key), str) and text), "")


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


OCSF = EventSource("ocsf", OcsfEvent, told)
