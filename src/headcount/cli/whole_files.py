"""Output files that are there whole or not at all: a kill or a full disk leaves the file that was there before."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from headcount.errors import HeadcountError


def write_whole(path: str | Path, data: bytes) -> None:
    """Write a file under another name beside it, bring it to the disk, and give it its name.

    What is no plain file (`/dev/null`, a pipe) is written to as it is.

    Raises:
        HeadcountError: it cannot be written; says why.
    """
    file = Path(path)
    if file.exists() and not file.is_file():
        file.write_bytes(data)
        return
    file = file.resolve()  # a link stays one
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        if file.exists():
            draft.chmod(stat.S_IMODE(file.stat().st_mode))
        draft.replace(file)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise HeadcountError(f"{path}: cannot be written ({error.strerror}); nothing was changed") from error
