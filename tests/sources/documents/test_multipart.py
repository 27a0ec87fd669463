from __future__ import annotations

import pytest

from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.multipart import MULTIPART
from tests.sources.documents.collected import read

BODY = (
    b'--xyz\r\nContent-Disposition: form-data; name="user[phone]"\r\n\r\n+12025550100\r\n'
    b'--xyz\r\nContent-Disposition: form-data; name=data\r\nContent-Type: application/json\r\n\r\n{"mail": "ada@example.com"}\r\n'
    b'--xyz\r\nContent-Disposition: form-data; name="pic"; filename="p.png"\r\n\r\n\x89PNG' + bytes(64) + b"\r\n"
    b"--xyz\r\n\r\n{broken\r\n--xyz--\r\nafter"
)
LEAVES = [("user.phone", "+12025550100"), ("data.mail", "ada@example.com"), ("[]", "{broken")]


def test_parts_under_their_names() -> None:
    assert list(MULTIPART.leaves(BODY, "multipart/form-data; boundary=xyz")) == LEAVES
    assert list(MULTIPART.leaves(BODY, "")) == LEAVES
    assert read(MULTIPART, BODY).total == 1


def test_answers_inside_of_one_answer() -> None:
    body = b'--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\nX: y\r\n\r\n{"phone": "1"}\r\n--b--'
    assert list(MULTIPART.leaves(body, 'multipart/mixed; boundary="b"')) == [("[].phone", "1")]


def test_recognised() -> None:
    assert MULTIPART.recognise(BODY)
    assert not MULTIPART.recognise(b"--- a/file\n+++ b/file\n")


def test_without_a_boundary() -> None:
    with pytest.raises(Unreadable, match=r"^multipart without a boundary$"):
        list(MULTIPART.leaves(b"hello", "multipart/mixed"))


def test_many_boundaries() -> None:
    assert list(MULTIPART.leaves(b"--b\r\n" * 100_000, "multipart/mixed; boundary=b")) == []
