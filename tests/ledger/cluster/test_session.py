from __future__ import annotations

from pathlib import Path

import pytest

from headcount.errors import ConfigError
from headcount.ledger.cluster import session


def test_without_java_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(ConfigError, match=rf"needs Java 17 or later, and JAVA_HOME is {tmp_path}; install one"):
        session.Session("local[1]", tmp_path)
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError, match="there is no java on the path"):
        session.Session("local[1]", tmp_path)


def test_without_pyspark_it_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    with pytest.raises(ConfigError, match=r"install headcount\[spark\]"):
        session.Session("local[1]", tmp_path)


def test_what_leaves_memory_is_sealed() -> None:
    assert session.SETTINGS["spark.io.encryption.enabled"] == "true"
