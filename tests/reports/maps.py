"""A small made data map: a list of people, an order with a masked number, and a route that nobody used."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from headcount.model.data_map import Beyond, DataMap, Flow, LensUse, MapField, MapKind, MapRoute
from headcount.model.kind import Form, Kind

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
HOSTILE = '/u/<script>alert(1)</script>"\x1b[2J\u202e'
PHONE = MapField(
    path="items[].phone",
    kind=Kind.PHONE,
    form=Form.CLEAR,
    grade=3,
    why=("phone number: grade 3",),
    confidence=0.987,
    count=120,
    valid=118,
    reason="the field is called `phone`",
    since=None,
    occasional=False,
)
EMAIL = replace(PHONE, path="items[].email", kind=Kind.EMAIL, grade=2, valid=None, since=START + dt.timedelta(hours=5))
USERS = MapRoute(
    method="GET",
    template="/users",
    subject="$.items[].id",
    entity="users",
    people=True,
    source="learned",
    grade=4,
    why=("phone number: grade 3", "50 people in one answer (from 50 on: one grade more)"),
    fields=(PHONE, EMAIL),
    answers=128,
    most_people=50,
    showings=4_000,
    records=1_200,
    lenses=(LensUse("address", 7, 1_100), LensUse("account", 2, 300)),
    last=START + dt.timedelta(days=3),
)
ORDERS = replace(
    USERS,
    template="/orders/{id}",
    subject="id",
    entity="orders",
    people=False,
    source="declared",
    grade=4,
    why=("health data: grade 4",),
    fields=(
        replace(PHONE, path="", kind=Kind.HEALTH, grade=4, why=("health data: grade 4",), since=None),
        replace(PHONE, path="buyer.phone", form=Form.MASKED, grade=2, occasional=True),
    ),
    answers=0,
    most_people=0,
    records=80,
    showings=80,
)
UNUSED = replace(USERS, template=HOSTILE, subject="name", grade=3, showings=0, records=0, lenses=(), last=None, fields=(PHONE,))
PLAIN = replace(USERS, template="/products/{id}", subject="id", grade=0, why=(), fields=())
MAP = DataMap(
    begins=START,
    ends=START + dt.timedelta(days=3),
    days=30,
    routes=(USERS, ORDERS, UNUSED, PLAIN),
    kinds=(
        MapKind(Kind.HEALTH, "health data", "医疗健康信息", 4, ("special category (GDPR art. 9)",), 80, 0, 1),
        MapKind(Kind.PHONE, "phone number", "电话号码", 3, (), 1_200, 80, 3),
        MapKind(Kind.EMAIL, "e-mail address", "电子邮箱", 2, (), 40, 0, 1),
    ),
    beyond=(Beyond("partner", "account", "=svc", "/users", ("phone",), 12, START, START + dt.timedelta(hours=1)),),
    from_routes=(Flow("GET /users", "phone", 1_200), Flow("GET /orders/{id}", "health", 80), Flow("GET /users", "email", 40)),
    to_lenses=(Flow("phone", "address", 1_100), Flow("phone", "account", 300), Flow("health", "address", 80)),
)
NOTHING = DataMap(None, None, 30, (), (), ())
