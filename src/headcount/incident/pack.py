"""The evidence pack: one folder or zip that proves an incident's numbers to somebody who has not the ledger.

Everything in it but `packed.json` follows from the ledger, the store of incidents and the configuration alone, so that making it
again gives the same manifest. Records are keyed tokens, never values.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headcount.errors import LedgerError, UsageError
from headcount.incident.manifest import MANIFEST, PACKED, SIGNATURE, manifest_of, read
from headcount.incident.pack_lines import Logs, Proof, prove
from headcount.incident.pack_tables import write_tables
from headcount.incident.pack_words import README, WITH_LINES, WITHOUT_LINES
from headcount.incident.seal import fingerprint, seal
from headcount.incident.timeline import PACKING, Moment
from headcount.ledger import exposure_rows
from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.exposure import Exposure
from headcount.model.incident import Change, Incident

TABLES = ("by_kind", "by_grade", "by_class", "by_residence", "by_route", "by_day", "by_client", "by_entity")
"""The tables of an exposure."""
_COUNTS = ("records", "people", "pieces", "clear", "masked", "showings")
_UNZIPPED = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a zip: the first that the format knows."""


@dataclass(frozen=True, slots=True)
class Case:
    """What a pack is made of."""

    incident: Incident
    changes: Sequence[Change]
    """The incident's log."""
    found: Exposure
    """Its scope, just counted in the ledger."""
    moments: Sequence[Moment]
    """Its timeline."""
    configuration: Mapping[str, Any]
    """Without secrets."""
    versions: Mapping[str, str]
    """What made the numbers: name to version."""
    drawings: Mapping[str, str]
    """Pictures by name, as SVG."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What was made."""

    files: int
    fingerprint: str
    """Of the key that sealed it."""
    digest: str
    """SHA-256 of the manifest, in hex: what to note elsewhere, and what is equal when it is made again."""
    proofs: tuple[Proof, ...]
    differing: tuple[str, ...]
    """Findings whose query gives another number on this ledger than they say."""


def make_pack(
    case: Case, ledger: EmbeddedLedger, logs: Logs, key: Ed25519PrivateKey, to: Path, packed: bytes, *, with_lines: bool
) -> Packed:
    """Make the pack at `to`: a zip where its name ends with `.zip`, else a folder. It is there whole, or not at all.

    Args:
        case: what is known of the incident.
        ledger: which has just counted `case.found`.
        logs: where lines are looked up again.
        key: the pack is sealed with it.
        to: must not be there yet.
        packed: for `packed.json`, which the manifest leaves out: when, by whom.
        with_lines: whether the text of the lines comes along. It is personal data.

    Raises:
        UsageError: `to` is there, or cannot be written.
        LedgerError: a query failed.
    """
    if to.exists() or to.is_symlink():
        raise UsageError(f"{to}: is there already; name a new folder or zip")
    if not to.parent.is_dir():
        raise UsageError(f"{to}: there is no directory {to.parent}")
    try:
        with tempfile.TemporaryDirectory(prefix=f".{to.name}.", dir=to.parent) as draft:
            folder = Path(draft) / "pack"
            folder.mkdir(0o700)
            differing = _findings(case, ledger, folder)
            proofs = _fill(case, ledger, logs, folder, with_lines=with_lines)
            content = manifest_of(folder, case.incident.number)
            for name, data in ((MANIFEST, content), (SIGNATURE, seal(content, key)), (PACKED, packed)):
                (folder / name).write_bytes(data)
            if to.suffix == ".zip":
                _zip(folder, Path(draft) / to.name)
                (Path(draft) / to.name).chmod(0o600)
                (Path(draft) / to.name).replace(to)
            else:
                folder.replace(to)
    except OSError as error:
        raise UsageError(f"{to}: cannot be written ({error.strerror}); nothing was made") from error
    return Packed(
        len(read(content).files),
        fingerprint(key.public_key()),
        hashlib.sha256(content).hexdigest(),
        tuple(proofs),
        tuple(differing),
    )


def _findings(case: Case, ledger: EmbeddedLedger, folder: Path) -> list[str]:
    """Each finding's query with what it gives on this ledger; returns the findings that say another number."""
    told, differing = [], []
    (folder / "queries").mkdir()
    for place, signal in enumerate(case.incident.signals, 1):
        name = f"{place:03}-{signal.detector}"
        (folder / "queries" / f"{name}.sql").write_text(signal.query.rstrip(";\n") + ";\n", "utf-8")
        try:
            result = exposure_rows.answer(ledger, signal.query)
        except LedgerError as error:
            differing.append(f"{name}: {error}")
            counted = None
        else:
            write_tables(
                result.combine_chunks().to_batches() or [pa.RecordBatch.from_pylist([], result.schema)], folder / "results" / name
            )
            counted = result.column(0)[0].as_py() if result.num_rows == 1 else result.num_rows
            if counted != signal.records:
                differing.append(f"{name}: the finding says {signal.records:,} records, its query gives {counted:,} now")
        told.append(
            {
                "query_file": f"queries/{name}.sql",
                "result_file": f"results/{name}.parquet",
                "counted_now": counted,
                **msgspec.structs.asdict(signal),
            }
        )
    _json(folder / "findings.json", told)
    return differing


def _fill(case: Case, ledger: EmbeddedLedger, logs: Logs, folder: Path, *, with_lines: bool) -> list[Proof]:
    """Everything but the findings."""
    _json(folder / "incident.json", case.incident)
    _json(folder / "log.json", [change for change in case.changes if change.what not in PACKING])
    _json(folder / "timeline.json", case.moments)
    _json(folder / "exposure.json", case.found)
    write_tables([_counts(case.found)], folder / "exposure")
    write_tables(exposure_rows.showings(ledger, case.found), folder / "showings")
    write_tables(exposure_rows.records(ledger), folder / "records")
    (folder / "lines").mkdir()
    proofs = prove(ledger, case.found, logs, folder / "lines", with_text=with_lines)
    _json(folder / "lines" / "files.json", [_proof(proof) for proof in proofs])
    _json(folder / "configuration.json", case.configuration)
    _json(folder / "versions.json", case.versions)
    (folder / "charts").mkdir()
    for name, drawing in case.drawings.items():
        (folder / "charts" / f"{name}.svg").write_text(drawing, "utf-8")
    (folder / "README.txt").write_text(README.format(lines=WITH_LINES if with_lines else WITHOUT_LINES), "utf-8")
    return proofs


def _counts(found: Exposure) -> pa.RecordBatch:
    """Every table of the exposure as one: the name of the table, then the counts."""
    rows = [("total", found.total), *((name, row) for name in TABLES for row in getattr(found, name))]
    columns = {
        "table": pa.array([name for name, _ in rows], pa.string()),
        "key": pa.array([row.key for _, row in rows], pa.string()),
    }
    columns |= {name: pa.array([getattr(row, name) for _, row in rows], pa.int64()) for name in _COUNTS}
    stamp = pa.timestamp("us", tz="UTC")
    columns |= {name: pa.array([getattr(row, name) for _, row in rows], stamp) for name in ("first", "last")}
    return pa.RecordBatch.from_pydict(columns)


def _proof(proof: Proof) -> dict[str, Any]:
    file = proof.file
    return {
        "file": file.file,
        "path": file.path,
        "format": file.format,
        "begins_with": {"bytes": file.head_size, "blake2b_128": file.head_digest},
        "counted_up_to": {"byte": file.position, "blake2b_128": file.tail_digest},
        "lines": file.lines,
        "standing": proof.standing,
        "lines_that_prove": proof.wanted,
        "lines_with_digest": proof.found,
    }


def _json(path: Path, content: Any) -> None:  # noqa: ANN401  # whatever msgspec writes
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content, order="deterministic"), indent=1) + b"\n")


def _zip(folder: Path, to: Path) -> None:
    """The folder as a zip, in the order of its paths, with one time for all."""
    with zipfile.ZipFile(to, "x", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(_files(folder), key=lambda one: one.relative_to(folder).as_posix()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _UNZIPPED)
            entry.external_attr, entry.compress_type = 0o100600 << 16, zipfile.ZIP_DEFLATED
            with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as out:
                shutil.copyfileobj(source, out, 1 << 20)


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
