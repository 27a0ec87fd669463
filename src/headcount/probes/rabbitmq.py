"""RabbitMQ's management: who may see queues, users and connections, and how many messages wait?

Messages themselves are not taken: even one that is put back is marked as delivered before.

Source: RabbitMQ documentation, Management plugin and its HTTP API (overview, whoami, queues, connections); Access control.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import enter, first, keeping, over
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import Answer, Web, version_in
from headcount.probes.wire import Line

_LOCAL = "# rabbitmq.conf\nmanagement.tcp.ip = 127.0.0.1\nloopback_users.guest = true"
_COLUMNS = {
    "queues": "name,vhost,messages,owner_pid_details.name",
    "connections": "user,peer_host,client_properties.connection_name",
}


class RabbitMQ:
    """One for the shelf."""

    name = "rabbitmq"
    schemes: Mapping[str, int] = {"rabbitmq": 15672}
    advice: Mapping[str, Advice] = {
        "rabbitmq/open-management": Advice(
            Severity.HIGH,
            "Whoever reaches it sees queues, users and connections without a password: something before it lets everybody in.",
            _LOCAL,
            "curl -s -o /dev/null -w '%{http_code}' http://HOST:PORT/api/overview   # must be 401",
        ),
        "rabbitmq/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones, such as guest, read and write messages and settings.",
            f"rabbitmqctl delete_user guest\n{_LOCAL}",
            "curl -s -o /dev/null -w '%{http_code}' -u THE-WEAK-ONE http://HOST:PORT/api/overview   # must be 401",
        ),
        "rabbitmq/no-tls": Advice(
            Severity.MEDIUM,
            "Passwords and messages can be read on the way.",
            "# rabbitmq.conf\nmanagement.ssl.port = 15671\nmanagement.ssl.certfile = /etc/rabbitmq/server.crt\n"
            "management.ssl.keyfile = /etc/rabbitmq/server.key\nlisteners.ssl.default = 5671\nlisteners.tcp = none",
            "curl -s -o /dev/null -w '%{http_code}' https://HOST:PORT/api/overview   # must be 401",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        del target
        seen = Seen("RabbitMQ", unit="messages")
        with keeping(seen):
            web, hello = first(line, "/api/overview")
            with web.kept():
                answer = enter(web, seen, weak, "/api/overview", _fits, name=self.name, had=hello)
                over(web, seen, self.name)
                if answer is not None:
                    _inside(web, line, seen, answer)
        return seen


def _fits(answer: Answer) -> bool:
    told = answer.json()
    return isinstance(told, dict) and ("rabbitmq_version" in told or "management_version" in told)


def _inside(web: Web, line: Line, seen: Seen, answer: Answer) -> None:
    told = answer.json()
    seen.version = version_in(str(told.get("rabbitmq_version") or told.get("management_version")))
    totals = told.get("queue_totals")
    waiting = totals.get("messages", 0) if isinstance(totals, dict) else 0
    seen.estimate = waiting if isinstance(waiting, int) else None
    if seen.reader is Reader.ANYONE:
        seen.weaknesses["rabbitmq/open-management"] = ""
    else:
        me = web.get("/api/whoami").json()
        tags = str(me.get("tags", "")) if isinstance(me, dict) else ""
        seen.weaknesses["rabbitmq/weak-password"] = "as an administrator" if "administrator" in tags else ""
    for what, columns in _COLUMNS.items():
        listed = web.get(f"/api/{what}?page=1&page_size={max(1, min(line.bounds.rows, 100))}&columns={columns}").json()
        items = listed.get("items") if isinstance(listed, dict) else listed
        if isinstance(items, list) and items:
            seen.samples.append(Sample(what, items[: line.bounds.rows]))
