"""A double of Docker's interface, made from the public Engine API documentation (1.43): version and containers.

It is no Docker: it answers the few questions that a probe asks, in the documented form.
"""

from __future__ import annotations

from tests.probes.doubles.web import Answers, Asked, Said

ENVIRONMENT = ["PATH=/usr/bin", "ALERT_EMAIL=anna.meyer@example.com", "DB_PASSWORD=made"]


def docker(containers: int, *, forbidden: bool = False) -> Answers:
    """With so many containers; a proxy before it may forbid to list them."""

    def answer(one: Asked) -> Said:
        if one.path == "/version":
            return Said(200, {"Version": "24.0.7", "ApiVersion": "1.43", "MinAPIVersion": "1.12", "Os": "linux"})
        if one.path == "/containers/json":
            listed = [{"Id": f"{n:064x}", "Names": [f"/shop{n}"], "Image": "shop", "Labels": {}} for n in range(containers)]
            return Said(403, b"Forbidden") if forbidden else Said(200, listed)
        if one.path.startswith("/containers/") and one.path.endswith("/json"):
            return Said(200, {"Id": one.path.split("/")[2], "Config": {"Env": ENVIRONMENT, "Image": "shop"}})
        return Said(404, {"message": "page not found"})

    return answer
