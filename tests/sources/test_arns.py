"""Names of AWS resources."""

from __future__ import annotations

import pytest

from headcount.sources.arns import record_of


@pytest.mark.parametrize(
    ("name", "noun", "record"),
    [
        ("arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-a1B2c3", "secret", "111122223333:shop-a1B2c3"),
        ("arn:aws:ssm:eu-west-1:444455556666:parameter/db/password", "parameter", "444455556666:db/password"),
        ("/db/password", "parameter", "111122223333:db/password"),
        ("arn:aws:s3:::bucket/key", "object", "111122223333:bucket/key"),
        ("arn:aws-cn:iam::111122223333:user/alice", "user", "111122223333:alice"),
        ("alice@example.com", "user", "alice@example.com"),
        ("alice", "user", "111122223333:alice"),
    ],
)
def test_one_record_for_all_its_names(name: str, noun: str, record: str) -> None:
    assert record_of(name, noun, "111122223333") == record


def test_without_an_account() -> None:
    assert record_of("/a", "parameter", "") == "a"
