"""`headcount console`: a ledger in a browser, and links that let people in."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from headcount import cli
from headcount.console.signing import setting_up
from headcount.console.state import State
from tests.made import line

LOG = "".join(line("198.51.100.1", second, f"/customers/{second % 7}", account="ann") for second in range(60))


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("scanned")
    (made / "access.log").write_text(LOG)
    (made / "headcount.toml").write_text('[[routes]]\ntemplate = "/customers/{id}"\nsubject = "id"\n')
    with contextlib.chdir(made):
        assert cli.main(["scan", "access.log", "--ledger", "people.ledger", "--quiet"]) == 0
    return made


@pytest.fixture
def folder(scanned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a ledger."""
    shutil.copytree(scanned, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _printed(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.strip()


def test_a_ledger_is_opened_for_whoever_is_at_the_terminal(folder: Path) -> None:
    words = ["console", "--ledger", "people.ledger", "--listen", "127.0.0.1:0", "--role", "analyst"]
    environment = os.environ | {"LOGNAME": "root"}
    command = [sys.executable, "-m", "headcount", *words]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stderr is not None
            told = process.stderr.readline()
            found = re.search(r"open within an hour: (http://127\.0\.0\.1:\d+/sign-in/link/[\w-]{43})", told)
            assert found, told + process.stderr.read()
            browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
            with browser.open(found[1], timeout=20) as page:
                held = re.search('name="forgery_token" value="([^"]+)"', page.read().decode())
            assert held
            with browser.open(found[1], urllib.parse.urlencode({"forgery_token": held[1]}).encode(), timeout=20) as page:
                text = page.read().decode()
            assert "Read only" in text
            assert "root" in text
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.build_opener().open(found[1], timeout=20)
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
    with State(folder / "people.ledger.console") as state:
        assert [(one.by, one.what) for one in state.audit.entries()] == [("terminal:root", "sign_in")]
    assert cli.main(["count", "--ledger", "people.ledger", "ann"]) == 0


def test_it_does_not_listen_beyond_this_machine_without_tls(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["console", "--ledger", "people.ledger", "--listen", "0.0.0.0:0"]) == 2
    assert "is reached from other machines" in capsys.readouterr().err
    assert folder.is_dir()


def test_without_a_ledger_there_is_nothing_to_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["console"]) == 2
    assert cli.main(["console", "--ledger", "none"]) == 2
    assert cli.main(["console", "user", "ann"]) == 2


def test_links_are_printed_for_the_first_admin_a_new_user_and_one_who_is_locked_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    user = ["console", "user", "--ledger", "people.ledger"]
    assert cli.main(user) == 0
    first = _printed(capsys)
    assert re.fullmatch(r"http://127\.0\.0\.1:4282/set-up/[\w-]{43}", first)
    assert cli.main([*user, "ann"]) == 2
    assert "to make one, say as what" in capsys.readouterr().err
    assert cli.main([*user, "ann", "--role", "admin"]) == 0
    assert re.fullmatch(r"http://127\.0\.0\.1:4282/set-up/[\w-]{43}", _printed(capsys))
    assert cli.main(user) == 2
    assert "there are users already" in capsys.readouterr().err
    with State(folder / "people.ledger.console") as state:
        state.users.change("ann", totp="SECRET", recovery=("x",), password="hash")
    assert cli.main([*user, "ann", "--reset-second-factor"]) == 0
    link = _printed(capsys).rpartition("/")[2]
    with State(folder / "people.ledger.console") as state:
        [one] = state.users.all()
        assert (one.role, one.totp, one.recovery, one.password) == ("admin", "", (), "hash")
        found = state.links.find(link, one.made + setting_up.HOLDS / 2)
        assert found is not None
        assert (found.login, found.role) == ("ann", "admin")
        told = [(entry.by.partition(":")[0], entry.detail) for entry in state.audit.entries()]
        assert told == [
            ("terminal", "made a link for ann, took the second factor away"),
            ("terminal", "made a link for ann, who is new, as admin"),
            ("terminal", "made a link for the first admin"),
        ]


def test_what_a_link_changed_is_in_the_log(folder: Path) -> None:
    user = ["console", "user", "--ledger", "people.ledger"]
    for login in ("ann", "ben"):
        assert cli.main([*user, login, "--role", "admin"]) == 0
    with State(folder / "people.ledger.console") as state:
        state.users.change("ben", disabled=True)
    assert cli.main([*user, "ben", "--role", "viewer"]) == 0
    with State(folder / "people.ledger.console") as state:
        assert state.audit.entries()[0].detail == "made a link for ben, made them viewer, enabled them"


def test_links_name_the_public_address(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / "headcount.toml").open("a") as file:
        file.write('[serve]\nledger = "people.ledger"\n[console]\npublic_url = "https://console.example.com"\n')
    assert cli.main(["console", "user"]) == 0
    assert _printed(capsys).startswith("https://console.example.com/set-up/")


def test_without_the_extra_it_is_named(folder: Path) -> None:
    code = "import sys\nsys.modules['alembic'] = None\nfrom headcount.cli import main\nsys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "console", "user", "--ledger", "people.ledger"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "install headcount[console]" in ended.stderr
