"""The console's store in a real PostgreSQL server: the same tests as over SQLite, and several processes at once."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from headcount.console.state import State
from headcount.console.state.users import TAKEN
from headcount.errors import UsageError
from tests.console.state.test_api_tokens import (  # noqa: F401  # run again here, over the fixture below
    test_a_token_has_its_scope_and_its_users_role,
    test_a_token_is_taken_back_by_its_owner_or_by_an_admin,
    test_use_is_noted_to_the_minute,
)
from tests.console.state.test_attempts import (  # noqa: F401  # as above
    test_a_login_waits_longer_each_time_and_at_most_two_minutes,
    test_a_success_is_for_the_login_only,
    test_an_address_stands_for_many_and_waits_longer,
    test_an_ipv6_network_is_one_address,
    test_failures_are_forgotten,
    test_none_of_many_that_were_right_or_wrong_at_once_is_lost,
    test_of_many_at_once_only_the_free_ones_are_looked_at,
    test_what_was_right_is_taken_back,
)
from tests.console.state.test_audit import (  # noqa: F401  # as above
    test_a_long_detail_is_cut,
    test_a_look_waits_for_the_ledger,
    test_entries_are_numbered_and_found,
    test_many_writers_make_one_chain,
    test_what_was_altered_or_left_out_is_found,
)
from tests.console.state.test_documents import (  # noqa: F401  # as above
    test_versions_are_added_and_found,
    test_who_did_not_see_the_last_version_is_told,
)
from tests.console.state.test_flows import test_what_was_kept_is_taken_once  # noqa: F401  # as above
from tests.console.state.test_known import test_a_client_is_declared_replaced_and_taken_back  # noqa: F401  # as above
from tests.console.state.test_links import (  # noqa: F401  # as above
    test_a_link_works_once,
    test_a_new_one_takes_the_place_of_the_earlier,
    test_it_is_over_after_its_time,
    test_one_of_many_gets_it,
    test_whether_there_is_anybody,
)
from tests.console.state.test_looks import (  # noqa: F401  # as above
    test_an_entry_is_known_by_its_digest,
    test_looks_wait_in_order_and_go,
)
from tests.console.state.test_notes import test_notes_are_kept_by_client  # noqa: F401  # as above
from tests.console.state.test_sessions import (  # noqa: F401  # as above
    test_a_session_has_the_role_that_its_user_has_now,
    test_it_ends_when_it_is_not_used_and_in_any_case,
    test_sessions_are_listed_and_ended,
    test_the_terminals_needs_no_user,
    test_those_that_are_over_go_with_the_next_one,
    test_who_only_listens_does_not_use_it,
)
from tests.console.state.test_users import (  # noqa: F401  # as above
    test_a_change_ends_sessions_and_links,
    test_a_disabled_user_has_no_token,
    test_a_login_is_taken_once_whatever_its_case,
    test_a_recovery_code_is_taken_once_also_by_many_at_once,
    test_a_time_step_is_taken_once,
    test_a_user_comes_back,
    test_somebody_goes_on_administering,
    test_who_never_had_an_admin_may_be_changed,
)
from tests.services.servers import PASSWORD, Server, postgres, postgres_programs

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
PROCESSES, EACH = 3, 12


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: tests/services/install.sh does it, as root on Debian")
    with postgres(programs) as running:
        yield running


@pytest.fixture
def url(server: Server) -> str:
    """A store in an empty schema."""
    address = f"postgresql://owner:{PASSWORD}@127.0.0.1:{server.port}/postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return f"postgresql+psycopg{address.removeprefix('postgresql')}"


@pytest.fixture
def state(url: str) -> Iterator[State]:
    with State(url) as made:
        yield made


def _write(url: str, worker: int) -> None:
    with State(url) as state:
        for turn in range(EACH):
            state.audit.looked(NOW, f"worker{worker}", "client", f"account:{turn}", "/clients")


def test_processes_that_open_it_at_once_make_one_store_and_one_chain(url: str) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.services.test_console_store"])
    workers = [context.Process(target=_write, args=(url, worker)) for worker in range(PROCESSES)]
    for process in workers:
        process.start()
    for process in workers:
        process.join(120)
    assert [process.exitcode for process in workers] == [0] * PROCESSES
    with State(url) as state:
        assert state.audit.problems() == []
        assert [one.entry for one in state.looks.pending(0)] == list(range(1, PROCESSES * EACH + 1))
        for worker in range(PROCESSES):
            mine = [one.seen for one in state.looks.pending(0) if one.login == f"worker{worker}"]
            assert mine == [f"account:{turn}" for turn in range(EACH)]


def _guess(url: str, each: int, start: Any, answers: Any) -> None:  # noqa: ANN401  # of multiprocessing
    with State(url) as state:
        start.wait(60)
        answers.put([not state.attempts.begun({"login": "ann", "address": "192.0.2.1"}, NOW) for _ in range(each)])


def test_guesses_of_two_processes_are_counted_together(url: str) -> None:
    State(url).close()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.services.test_console_store"])
    start, answers = context.Barrier(2), context.Queue()
    workers = [context.Process(target=_guess, args=(url, 40, start, answers)) for _ in range(2)]
    for process in workers:
        process.start()
    looked = [one for _ in workers for one in answers.get(timeout=120)]
    for process in workers:
        process.join(120)
    assert [process.exitcode for process in workers] == [0, 0]
    assert (len(looked), sum(looked)) == (80, 5)


def test_of_those_who_write_a_document_at_once_one_has_written(state: State) -> None:
    def write(number: int) -> str:
        try:
            state.documents.write("rules", str(number), "ann", NOW, after=0)
        except UsageError as error:
            return str(error)
        return "written"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(write, range(8)))
    assert told.count("written") == 1
    assert {one[:38] for one in told} == {"written", "somebody else changed it meanwhile; lo"}


def test_of_those_who_add_a_login_at_once_one_has_it(state: State) -> None:
    def add(login: str) -> str:
        try:
            state.users.add(login, "viewer", NOW)
        except UsageError as error:
            return str(error)
        return "added"

    with ThreadPoolExecutor(4) as pool:
        for turn in range(15):
            told = list(pool.map(add, [f"ann{turn}", f"Ann{turn}", f"aNn{turn}", f"anN{turn}"]))
            assert sorted(told) == [TAKEN] * 3 + ["added"]
