"""What counts: this process alone, or a cluster with it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from headcount.errors import ConfigError, UsageError
from headcount.intake import count_files
from headcount.ledger.counting import Counting
from headcount.ledger.embedded import EmbeddedLedger
from headcount.pipeline import Read

ENGINES = ("embedded", "spark")
"""By the names of `--engine`."""


@dataclass(frozen=True, slots=True)
class Engine:
    """How files become disclosures, and these become counts."""

    read: Read = count_files
    count: Callable[[EmbeddedLedger], Counting] | None = None
    in_order: Read | None = None
    """Reads what `read` cannot, which it says by an `OrderError`."""


@contextmanager
def engine(name: str, master: str | None, storage: Path | None) -> Iterator[Engine]:
    """The engine of this name, as long as it is used.

    Args:
        name: one of `ENGINES`.
        master: where the cluster is, such as `spark://host:7077`.
        storage: a folder that all of the cluster reach under the same name; None: this machine's folder for temporary files.

    Raises:
        UsageError: it cannot be used as it was asked for.
        ConfigError: what it needs is not there.
    """
    if name == "embedded":
        if master or storage:
            raise UsageError("--master and --storage belong to --engine spark")
        yield Engine()
        return
    if not master:
        raise UsageError("--engine spark needs --master, such as spark://host:7077, or local[4] to try it")
    if storage is None and not master.startswith("local"):
        raise UsageError("--engine spark needs --storage: a folder that this machine and all workers reach under the same name")
    try:
        from headcount.intake.cluster import count_in_order, count_in_pieces  # noqa: PLC0415  # of an extra
        from headcount.ledger.cluster.counting import InSpark  # noqa: PLC0415  # as above
        from headcount.ledger.cluster.session import Session  # noqa: PLC0415  # as above
    except ImportError as error:
        raise ConfigError(f"--engine spark needs {error.name}: install headcount[spark]") from error
    folder = _folder(storage)
    try:
        with Session(master, folder) as session:
            yield Engine(
                partial(count_in_pieces, session=session), partial(InSpark, session), partial(count_in_order, session=session)
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _folder(storage: Path | None) -> Path:
    """A folder of this run; what is in it names clients, and goes with the run."""
    try:
        return Path(tempfile.mkdtemp(prefix="headcount-scan-", dir=storage)).absolute()
    except OSError as error:
        raise UsageError(
            f"{storage or tempfile.gettempdir()} cannot be written ({error.strerror}); name another --storage"
        ) from error
