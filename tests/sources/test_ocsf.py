"""OCSF's events."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headcount.sources.deeds import NO_DATA
from headcount.sources.lines import FOREIGN, NO_REQUEST, NO_TIME
from headcount.sources.ocsf import OCSF
from tests.sources.reading import read

UPDATE = "update users set x = 1 where id = 5"


def event(kind: int, activity: int | str, **more: object) -> dict[str, Any]:
    return {
        "class_uid": kind,
        "activity_id": activity,
        "time": 1_761_984_002_000,
        "metadata": {"version": "1.3.0"},
        "actor": {"user": {"name": "alice", "uid": "u-7"}},
        "src_endpoint": {"ip": "192.0.2.7"},
        **more,
    }


def one(told: dict[str, Any]) -> dict[str, Any]:
    [access], skipped = read(OCSF, json.dumps(told))
    assert skipped == {}
    return access


def test_http_activity() -> None:
    request = {
        "http_method": "get",
        "url": {"path": "/users/42", "query_string": "x=1"},
        "user_agent": "B 1.0",
        "x_forwarded_for": ["198.51.100.7", "192.0.2.80"],
    }
    assert one(event(4002, 3, http_request=request, http_response={"code": 404, "length": 12})) == {
        "time": "2025-11-01T08:00:02+00:00",
        "address": "192.0.2.7",
        "forwarded": "198.51.100.7, 192.0.2.80",
        "account": "u-7",
        "user_agent": "B 1.0",
        "method": "GET",
        "target": "/users/42?x=1",
        "status": 404,
        "size": 12,
        "line": 1,
    }
    whole = one(event(4002, 6, http_request={"url": {"url_string": "https://shop.example/a?b=1"}}))
    assert (whole["method"], whole["target"]) == ("POST", "/a?b=1")


@pytest.mark.parametrize(
    ("activity", "method"),
    [(1, "WRITE"), (2, "GET"), (99, "WRITE"), ("2", "WRITE")],
)
def test_api_activity(activity: int | str, method: str) -> None:
    secret = {"type": "AWS::SecretsManager::Secret", "uid": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop"}
    api = {"operation": "GetSecretValue", "service": {"name": "secretsmanager.amazonaws.com"}}
    access = one(
        event(6003, activity, api=api, resources=[secret, {"name": "other"}], cloud={"account": {"uid": "444455556666"}})
    )
    query = "secret_id=111122223333:shop&record_id=444455556666:other"
    assert (access["method"], access["target"]) == (method, f"/secretsmanager/by-secret/GetSecretValue?{query}")
    assert one(event(6003, 2, api={"operation": "List"}))["target"] == "/of-all/List"


@pytest.mark.parametrize(
    ("activity", "told", "shown"),
    [
        (
            4,
            {"database": {"name": "shop"}, "query_info": {"query_string": "select * from users where id = 5"}},
            ("GET", "/shop/public.users/shop-users/5"),
        ),
        (1, {"database": {"name": "shop"}, "table": {"name": "crm.users"}}, ("GET", "/shop/crm/users")),
        (1, {"databucket": {"name": "shop", "file": {"path": "users/5.json"}}}, ("GET", "/shop/users/5.json")),
        (
            2,
            {"database": {"name": "shop"}, "table": {"name": "users"}, "query_info": {"query_string": UPDATE}},
            ("WRITE", "/shop/public.users/shop-users/5"),
        ),
        (4, {"database": {"name": "shop"}, "query_info": {"query_string": "select 1"}}, ("GET", "/shop")),
    ],
)
def test_datastore_activity(activity: int, told: dict[str, Any], shown: tuple[str, str]) -> None:
    access = one(event(6005, activity, **told))
    assert (access["method"], access["target"]) == shown


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"status_id": 1}, 200),
        ({"status_id": 2}, 400),
        ({"status_id": 2, "status_code": "403"}, 403),
        ({"status_id": 2, "status_code": "AccessDenied"}, 400),
        ({"api": {"operation": "Get", "response": {"code": 500}}}, 500),
    ],
)
def test_statuses(told: dict[str, Any], status: int) -> None:
    assert one(event(6003, 2, **({"api": {"operation": "Get"}} | told)))["status"] == status


def test_what_is_skipped() -> None:
    told = [
        event(1001, 2),
        event(6005, 3),
        event(6003, 2),
        event(4002, 3, http_request={"url": {"url_string": "http://[x"}}),
        event(6003, 2, time="soon"),
        {"class_uid": 6003},
        {"class_uid": "x"},
    ]
    _, skipped = read(OCSF, "\n".join(map(json.dumps, told)))
    assert skipped == {"event of another class": 1, NO_DATA: 1, NO_REQUEST: 2, NO_TIME: 1, FOREIGN: 2}


def test_times_as_text() -> None:
    told = event(6003, 2, api={"operation": "Get"}, time_dt="2025-11-01T09:00:02+01:00")
    del told["time"]
    assert one(told)["time"] == "2025-11-01T08:00:02+00:00"
