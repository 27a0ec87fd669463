"""RabbitMQ's management in its documented form: a front that lets everybody in, and answers without what was hoped for."""

from __future__ import annotations

from headcount.model.posture import Reader
from tests.probes.asking import codes, kinds, seen
from tests.probes.doubles.web import Said, running, table

OVERVIEW = {"rabbitmq_version": "3.12.1", "management_version": "3.12.1", "queue_totals": {"messages": 7_000_000}}


def test_a_front_that_lets_everybody_in() -> None:
    queues = [{"name": f"mail.anna.meyer{at}@example.com", "vhost": "/", "messages": 1} for at in range(20)]
    paths = {"/api/overview": Said(200, OVERVIEW), "/api/queues": Said(200, {"items": queues}), "/api/connections": Said(200, [])}
    with running(table(paths)) as double:
        store = seen("rabbitmq", double.port)
    assert (store.product, store.version, store.reader) == ("RabbitMQ", "3.12.1", Reader.ANYONE)
    assert (store.estimate, store.unit, store.sampled) == (7_000_000, "messages", 20)
    assert (kinds(store), codes(store)) == ({"email"}, ["open-management", "no-tls"])
    assert {one.method for one in double.asked} == {"GET"}


def test_answers_without_what_was_hoped_for() -> None:
    with running(table({"/api/overview": Said(200, {"management_version": 3, "queue_totals": "?"})})) as double:
        store = seen("rabbitmq", double.port)
    assert (store.reader, store.estimate, store.sampled, store.problem) == (Reader.ANYONE, 0, 0, "")
