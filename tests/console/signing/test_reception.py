"""What every page of the door works with."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from headcount.config.console import ConsoleConfig
from headcount.console.signing.reception import Reception, text, within
from tests.console.signing.entrance import QUICK, START, Entrance, token
from tests.console.state.fresh import fresh


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        ([], "198.51.100.7", "192.0.2.1"),
        (["192.0.2.0/24"], "198.51.100.7", "198.51.100.7"),
        (["192.0.2.0/24"], "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (["192.0.2.0/24"], "", "192.0.2.1"),
    ],
)
def test_an_address_is_believed_of_a_trusted_proxy_only(tmp_path: Path, trusted: list[str], forwarded: str, address: str) -> None:
    with fresh(tmp_path / "people.console") as state:
        reception = Reception(state, ConsoleConfig(trusted_proxies=trusted), lambda: START, QUICK)
        headers = [(b"x-forwarded-for", forwarded.encode())]
        assert reception.address(Request({"type": "http", "client": ("192.0.2.1", 4711), "headers": headers})) == address
        assert reception.address(Request({"type": "http", "client": None, "headers": []})) == ""


def test_a_field_is_a_text_of_some_length() -> None:
    form = FormData([("a", "12345"), ("file", UploadFile(file=None))])  # type: ignore[arg-type]  # nothing is read of it
    assert [text(form, name, 3) for name in ("a", "file", "none")] == ["123", "", ""]


@pytest.mark.parametrize(
    ("path", "goes"), [("/a?b=c#d", "/a?b=c#d"), ("//x", "/"), ("/\\x", "/"), ("http://x", "/"), ("", "/"), ("/a\rb", "/")]
)
def test_a_path_stays_within(path: str, goes: str) -> None:
    assert within(path) == goes


def test_the_list_of_hops_goes_on_in_the_next_line(tmp_path: Path) -> None:
    with fresh(tmp_path / "people.console") as state:
        reception = Reception(state, ConsoleConfig(trusted_proxies=["192.0.2.1"]), lambda: START, QUICK)
        headers = [(b"x-forwarded-for", b"203.0.113.9"), (b"x-forwarded-for", b"198.51.100.7")]
        assert reception.address(Request({"type": "http", "client": ("192.0.2.1", 4711), "headers": headers})) == "198.51.100.7"


@pytest.mark.parametrize(
    "path",
    ["/sign-in", "/sign-in/code", "/sign-out", "/set-up/x", "/account/password", "/account/tokens", "/account/second-factor"],
)
def test_what_strangers_send_is_short_and_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    written = list[int]()

    async def write(_: UploadFile, data: bytes) -> None:
        written.append(len(data))

    monkeypatch.setattr(UploadFile, "write", write)
    entrance = Entrance(tmp_path)
    held = {"forgery_token": token(entrance.browser.get("/sign-in").text)}
    form = {"content-type": "multipart/form-data; boundary=x"}
    assert entrance.browser.post(path, content=iter([b"--x"]), headers=form).status_code == 411
    assert entrance.browser.post(path, data=held | {"login": "a" * (64 << 10)}).status_code == 413
    assert entrance.browser.post(path, data=held, files={"login": ("a.txt", b"a")}).status_code == 400
    assert written == []
    entrance.state.close()
