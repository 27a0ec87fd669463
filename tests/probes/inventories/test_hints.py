"""Settings that leave a store without a lock are told; values of others never."""

from __future__ import annotations

from headcount.probes.inventories.hints import of_command, of_environment


def test_of_environment() -> None:
    assert of_environment({"MYSQL_ALLOW_EMPTY_PASSWORD": "1", "MYSQL_PASSWORD": "secret"}) == "MYSQL_ALLOW_EMPTY_PASSWORD=1"
    assert of_environment({"xpack.security.enabled": "FALSE "}) == "xpack.security.enabled=FALSE "
    assert of_environment({"xpack.security.enabled": "true", "POSTGRES_HOST_AUTH_METHOD": "scram-sha-256"}) == ""


def test_of_command() -> None:
    assert of_command(["redis-server", "--protected-mode", "no", "--requirepass", "secret"]) == "--protected-mode no"
    assert of_command(["postgres"]) == ""
