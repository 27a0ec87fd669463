"""Verification of an evidence pack, on any machine: what was altered, is missing, or was added, and whose key sealed it."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from headcount.errors import HeadcountError, InputError
from headcount.incident import manifest as manifests
from headcount.incident.seal import signer

_MOST_MANIFEST = 64 << 20
"""Bytes of a manifest at most: a pack has some dozen files."""


@dataclass(slots=True)
class Verification:
    """What was found."""

    incident: int = 0
    """Its number, as the manifest says; 0 where there is none."""
    fingerprint: str = ""
    """Of the key that sealed the manifest; empty where the seal does not hold."""
    files: int = 0
    """That stand as the manifest says."""
    altered: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    """Files that the manifest does not name, links, and names that stand twice."""
    problems: list[str] = field(default_factory=list)
    """What is wrong with the seal or the manifest, in sentences."""

    @property
    def whole(self) -> bool:
        """Whether everything is as it was sealed; whose seal it is has to be compared."""
        return bool(self.fingerprint) and not (self.altered or self.missing or self.added or self.problems)


class _Tree(Protocol):
    """The files of a pack."""

    def names(self) -> list[str]:
        """Every path, with `/`; one that stands twice is there twice."""

    def plain(self, name: str) -> bool:
        """Whether it is a file, and no link."""

    def open(self, name: str) -> BinaryIO:
        """Its bytes."""


@dataclass(frozen=True, slots=True)
class _Folder:
    path: Path

    def names(self) -> list[str]:
        found = (one for one in sorted(self.path.rglob("*")) if one.is_symlink() or not one.is_dir())
        return [one.relative_to(self.path).as_posix() for one in found]

    def plain(self, name: str) -> bool:
        return stat.S_ISREG((self.path / name).lstat().st_mode)

    def open(self, name: str) -> BinaryIO:
        return (self.path / name).open("rb")


@dataclass(frozen=True, slots=True)
class _Zip:
    archive: zipfile.ZipFile

    def names(self) -> list[str]:
        return [one.filename for one in self.archive.infolist() if not one.is_dir()]

    def plain(self, name: str) -> bool:
        return not stat.S_ISLNK(self.archive.getinfo(name).external_attr >> 16)

    def open(self, name: str) -> BinaryIO:
        return self.archive.open(name)  # type: ignore[return-value]  # typed as IO[bytes]


def verify(pack: Path, fingerprint: str = "") -> Verification:
    """Check a pack against its manifest, and the manifest against its seal. Nothing is unpacked or run.

    Args:
        pack: the folder, or the zip.
        fingerprint: of the key that has to have sealed it; empty: any, which proves nothing of who made the pack.

    Raises:
        InputError: there is no such folder, and it is no zip.
    """
    found = Verification()
    try:
        with _opened(pack) as tree:
            _check(tree, found, fingerprint)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{pack}: cannot be read as a pack ({type(error).__name__}); name its folder or zip") from error
    return found


@contextmanager
def _opened(pack: Path) -> Iterator[_Tree]:
    if pack.is_dir():
        yield _Folder(pack)
    else:
        with zipfile.ZipFile(pack) as archive:
            yield _Zip(archive)


def _check(tree: _Tree, found: Verification, fingerprint: str) -> None:
    names = tree.names()
    there = {name for name in names if tree.plain(name)}
    found.added = sorted(name for name, times in Counter(names).items() if name not in there or times > 1)
    lacking = sorted({manifests.MANIFEST, manifests.SIGNATURE} - there)
    if lacking:
        found.missing = lacking
        found.problems.append(f"this is no whole pack: {' and '.join(lacking)} not there")
        return
    content, sealed = (_content(tree, name) for name in (manifests.MANIFEST, manifests.SIGNATURE))
    try:
        found.fingerprint = signer(sealed, content)
    except HeadcountError as error:
        found.problems.append(str(error))
    if fingerprint and found.fingerprint and found.fingerprint != fingerprint:
        found.problems.append(f"sealed by another key than the one that was named: {found.fingerprint}")
    try:
        told = manifests.read(content)
    except HeadcountError as error:
        found.problems.append(str(error))
        return
    found.incident = told.incident
    found.missing = sorted(told.files.keys() - there)
    found.added = sorted({*found.added, *(there - told.files.keys() - manifests.OUTSIDE)})
    for name in sorted(told.files.keys() & there):
        if _entry(tree, name, told.files[name].bytes) == told.files[name]:
            found.files += 1
        else:
            found.altered.append(name)


def _entry(tree: _Tree, name: str, size: int) -> manifests.Entry | None:
    """What a file holds; None where its bytes are damaged in the archive."""
    try:
        with tree.open(name) as stream:
            return manifests.digest_of(stream, size)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return None


def _content(tree: _Tree, name: str) -> bytes:
    with tree.open(name) as stream:
        return stream.read(_MOST_MANIFEST)
