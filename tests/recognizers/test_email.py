from __future__ import annotations

import pytest

from headcount.recognizers.email import EMAIL
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ada@example.com", [("ada@example.com", "email", "clear", True, 0.97)]),
        ("Write to a.b+c@sub.example.co.uk.", [("a.b+c@sub.example.co.uk", "email", "clear", True, 0.97)]),
        ("请联系duan@example.com\u3002", [("duan@example.com", "email", "clear", True, 0.97)]),
        ("d***@example.com", [("d***@example.com", "email", "masked", None, 0.95)]),
        ("***@example.com", [("***@example.com", "email", "masked", None, 0.95)]),
        ("d***n@e***.com", [("d***n@e***.com", "email", "masked", None, 0.95)]),
        ("<mailto:ada@example.com>", [("ada@example.com", "email", "clear", True, 0.97)]),
        ("用户@例子.中国", [("用户@例子.中国", "email", "clear", True, 0.97)]),
        (".ada@example.com", [("ada@example.com", "email", "clear", True, 0.97)]),
        ("ada..l@example.com", [("ada..l@example.com", "email", "clear", False, 0.6)]),
        ("git@example.com:group/project", []),
        ("icon@2x.png", []),
        ("@example.com", []),
        ("ada@localhost", []),
        (
            "ada@example.com ada@example.org",
            [("ada@example.com", "email", "clear", True, 0.97), ("ada@example.org", "email", "clear", True, 0.97)],
        ),
        ("a@b@example.com", [("b@example.com", "email", "clear", True, 0.97)]),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(EMAIL, text) == found
