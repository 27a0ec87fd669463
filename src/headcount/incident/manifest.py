"""The manifest of an evidence pack: every file with its size and SHA-256 (FIPS 180-4), as canonical JSON that can be signed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

import msgspec

from headcount.errors import HeadcountError

MANIFEST, SIGNATURE, PACKED = "manifest.json", "manifest.sig", "packed.json"
OUTSIDE = frozenset({MANIFEST, SIGNATURE, PACKED})
"""Files of a pack that the manifest does not name. `packed.json` says when and by whom it was packed, so that packing again gives
the same manifest; nothing proves what it says."""
SCHEMA = "headcount.pack/1"
_PIECE = 1 << 20


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file."""

    bytes: int
    sha256: str
    """Hex."""


class Manifest(msgspec.Struct, frozen=True):
    """What is signed."""

    schema: str
    incident: int
    files: dict[str, Entry]
    """By path below the pack's folder, with `/`."""


def digest_of(stream: BinaryIO, most: int | None = None) -> Entry:
    """Size and digest of what a stream holds; it is read up to one byte beyond `most`, so that a bomb does not unfold."""
    whole, size = hashlib.sha256(), 0
    while piece := stream.read(_PIECE if most is None else min(_PIECE, most + 1 - size)):
        whole.update(piece)
        size += len(piece)
        if most is not None and size > most:
            break
    return Entry(size, whole.hexdigest())


def manifest_of(folder: Path, incident: int) -> bytes:
    """The manifest of every file below `folder`, sorted by path; the same files give the same bytes."""
    files = {}
    for path in sorted(folder.rglob("*"), key=lambda one: one.relative_to(folder).as_posix()):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in OUTSIDE:
            with path.open("rb") as stream:
                files[name] = digest_of(stream)
    return written(Manifest(SCHEMA, incident, files))


def written(manifest: Manifest) -> bytes:
    """As it stands in the pack: indented, paths sorted, one line feed at the end."""
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1) + b"\n"


def read(text: bytes) -> Manifest:
    """A manifest from its bytes.

    Raises:
        HeadcountError: it is none, or of another version.
    """
    try:
        found = msgspec.json.decode(text, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise HeadcountError(f"{MANIFEST} is not a manifest of a pack: it was altered, or this is no pack") from error
    if found.schema != SCHEMA:
        raise HeadcountError(f"{MANIFEST} is of another version than {SCHEMA}; verify it with the headcount that made it")
    return found
