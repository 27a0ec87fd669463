"""A Spark application of ours: begun, asked for work, and ended."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from headcount.errors import ConfigError, LedgerError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

T = TypeVar("T")
R = TypeVar("R")
_QUIET = """
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %p %c: %m%n
"""
SETTINGS = {
    "spark.io.encryption.enabled": "true",  # what leaves a process's memory, the token key with it, is sealed on local disks
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.ansi.enabled": "false",  # numbers wrap around as the engine's do
}
"""What every application of ours is set to; the cluster's own settings come on top."""


class Session:
    """One application on one cluster."""

    def __init__(self, master: str, folder: Path) -> None:
        """Begin; `folder` is on storage that all reach.

        Raises:
            ConfigError: PySpark or Java is not there, or no cluster answers at `master`.
        """
        self.master, self.folder = master, folder
        self.spark = _begun(master, folder)
        self.spark.conf.set("spark.sql.shuffle.partitions", str(4 * self.width))

    @property
    def width(self) -> int:
        """How many tasks run at once."""
        return max(int(self.spark.sparkContext.defaultParallelism), 1)

    def each(self, function: Callable[[T], R], things: Sequence[T]) -> list[R]:
        """What a function makes of each of the things, in their order; done by executors, again where one is lost.

        Raises:
            LedgerError: it cannot be done.
        """
        slices = min(len(things), 4 * self.width)
        with told(self.master):
            made: list[R] = self.spark.sparkContext.parallelize(things, slices).map(function).collect()
            return made

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """End the application; the cluster goes on."""
        self.spark.stop()


class told:  # noqa: N801  # used as a word
    """A failure of the cluster in here leaves as a LedgerError, without its text, which may quote values."""

    def __init__(self, master: str) -> None:
        self._master = master

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Tell it in our words."""
        if value is None:
            return
        from py4j.protocol import Py4JError  # type: ignore[import-untyped]  # noqa: PLC0415  # of the extra, without types
        from pyspark.errors import PySparkException  # noqa: PLC0415  # as above

        if isinstance(value, (Py4JError, PySparkException)):
            why = f"the cluster at {self._master} failed ({type(value).__name__}); its own log says why"
            raise LedgerError(f"{why}. Nothing was kept: run it again") from value


def _begun(master: str, folder: Path) -> SparkSession:
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415  # an extra that few install
    except ImportError as error:
        raise ConfigError(f"--engine spark needs {error.name}: install headcount[spark]") from error
    _check_java()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # headcount is installed there, on every machine
    quiet = folder / "log4j2.properties"
    quiet.write_text(_QUIET)
    builder: Any = SparkSession.builder.master(master).appName("headcount scan")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    builder = builder.config("spark.sql.warehouse.dir", f"file:{folder}/warehouse")
    options = f"-Dlog4j2.configurationFile=file:{quiet}"
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_HOSTNAME", "localhost")
    builder = builder.config("spark.driver.extraJavaOptions", options)
    try:
        session: SparkSession = builder.getOrCreate()
    except Exception as error:
        raise ConfigError(f"no Spark cluster answers at {master} ({type(error).__name__}); check --master") from error
    session.sparkContext.setLogLevel("ERROR")
    return session


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME", "")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java") or ""
    try:
        subprocess.run([java or "java", "-version"], check=True, capture_output=True)  # noqa: S603  # named by the user's environment
    except (OSError, subprocess.CalledProcessError) as error:
        where = f"JAVA_HOME is {home}" if home else "there is no java on the path"
        raise ConfigError(f"--engine spark needs Java 17 or later, and {where}; install one, or set JAVA_HOME") from error
