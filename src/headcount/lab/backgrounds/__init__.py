"""The shelf of real backgrounds: published tables of who met whom. They are read where they lie, and never copied here."""

from pathlib import Path

import pyarrow as pa

from headcount.lab.backgrounds.contacts import Contacts
from headcount.lab.backgrounds.interface import Reader
from headcount.lab.backgrounds.staff_cases import StaffCases

READERS: tuple[Reader, ...] = (StaffCases(), Contacts())


def reader_of(path: Path) -> Reader | None:
    """Which of them this file is; None: none of them."""
    try:
        with pa.input_stream(path, compression="detect") as stream:
            head = stream.read(200)
    except OSError:
        return None
    return next((reader for reader in READERS if reader.recognise(head)), None)
