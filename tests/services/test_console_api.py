"""The REST API held to its own document: whatever is asked of it, it answers as the document says, and never breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from schemathesis.specs.openapi.schemas import OpenApiSchema

from headcount import config as composition
from headcount.console.app import Console
from headcount.console.door import OpenDoor
from headcount.console.endpoint import API, Endpoint
from headcount.console.interface import Parts, Role
from headcount.console.pages import PAGES
from headcount.console.register import KeptRegister
from headcount.console.state import State
from tests.console.conftest import World, world
from tests.console.made_parts import NOW, MadeRunning, MadeWatch

__all__ = ["world"]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ENDPOINTS = [endpoint for page in PAGES for endpoint in page.endpoints]


@pytest.fixture(scope="module")
def api(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenApiSchema]:
    """The document of a console over the made world, for somebody who may do all but re-identify."""
    folder = tmp_path_factory.mktemp("api")
    with (
        State(str(folder / "state")) as state,
        composition.ledger(world.ledger, world.tokens(), read_only=True) as ledger,
    ):
        parts = Parts(
            world.board(),
            MadeRunning(),
            MadeWatch(),
            world.cases,
            world.config,
            world.ledger,
            world.tokens(),
            register=KeptRegister(state.known, state.notes, lambda: NOW),
            documents=state.documents,
            base=world.config,
            beside=ledger.beside,
            state=state,
        )
        yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", Console(parts, OpenDoor(Role.ADMIN)).application)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=[one.name for one in ENDPOINTS])
def test_every_endpoint_answers_as_its_document_says(api: OpenApiSchema, endpoint: Endpoint[Any, Any]) -> None:
    path = API + re.sub(r"{(\w+):\w+}", r"{\1}", endpoint.path)

    @given(api[path][endpoint.method].as_strategy())
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    def asked(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS)

    asked()
