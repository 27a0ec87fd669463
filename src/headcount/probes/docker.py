"""Docker's interface without a certificate: whoever reaches it is root on the machine, and reads what its containers know.

Source: Docker Engine API (version, containers); Docker documentation, Protect the Docker daemon socket.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from headcount.model.posture import Severity
from headcount.probes.entering import enter, first, keeping, over
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import Answer, Web, version_in
from headcount.probes.wire import EndedError, Line

_LOCK = (
    '{"hosts": ["unix:///var/run/docker.sock", "tcp://127.0.0.1:2376"], "tlsverify": true,\n "tlscacert": "/etc/docker/ca.pem",'
    ' "tlscert": "/etc/docker/server.pem", "tlskey": "/etc/docker/server-key.pem"}   # /etc/docker/daemon.json'
)
_MOST_CONTAINERS = 10


class Docker:
    """One for the shelf."""

    name = "docker"
    schemes: Mapping[str, int] = {"docker": 2375}
    advice: Mapping[str, Advice] = {
        "docker/open": Advice(
            Severity.HIGH,
            "Whoever reaches it starts containers that own the machine, and reads files and passwords of all that run.",
            _LOCK,
            "curl -s http://HOST:PORT/version   # must not answer",
        ),
        "docker/no-tls": Advice(
            Severity.MEDIUM,
            "What goes to and from it can be read and changed on the way.",
            _LOCK,
            "curl -s https://HOST:PORT/version   # must ask for a certificate",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be. It knows no passwords."""
        del target, weak
        seen = Seen("Docker", unit="containers")
        with keeping(seen):
            web, hello = first(line, "/version")
            told = hello.json()
            if hello.status == 200 and (not isinstance(told, dict) or "ApiVersion" not in told):
                raise EndedError("it does not answer as Docker does")
            over(web, seen, self.name)
            seen.version = version_in(str(told.get("Version", ""))) if hello.status == 200 else ""
            with web.kept():
                most = max(1, min(line.bounds.rows, 100))
                answer = enter(web, seen, (), f"/containers/json?all=1&limit={most}", _fits, name=self.name)
                if answer is not None:
                    self._inside(web, seen, answer.json())
        return seen

    @staticmethod
    def _inside(web: Web, seen: Seen, listed: list[object]) -> None:
        containers = [one for one in listed if isinstance(one, dict)]
        seen.weaknesses["docker/open"] = f"{len(containers)} containers"
        seen.estimate = len(containers)
        rows: list[object] = []
        for one in containers[:_MOST_CONTAINERS]:
            told = web.get(f"/containers/{quote(str(one.get('Id', '')), safe='')}/json").json()
            config = told.get("Config") if isinstance(told, dict) else None
            env = config.get("Env") if isinstance(config, dict) else None
            pairs = [str(pair).partition("=") for pair in env] if isinstance(env, list) else []
            rows.append({"labels": one.get("Labels"), "environment": {name: value for name, _, value in pairs}})
        if rows:
            seen.samples.append(Sample("containers", rows))


def _fits(answer: Answer) -> bool:
    return isinstance(answer.json(), list)
