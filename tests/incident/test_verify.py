from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from headcount.errors import InputError
from headcount.incident.manifest import MANIFEST, PACKED, SIGNATURE, manifest_of
from headcount.incident.seal import fingerprint, seal
from headcount.incident.verify import verify
from tests.incident.made_case import KEY

PRINT = fingerprint(KEY.public_key())


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    (folder / "lines").mkdir(parents=True)
    for name in ("incident.json", "lines/lines.csv", "records.csv"):
        (folder / name).write_text(name * 50)
    content = manifest_of(folder, 7)
    (folder / MANIFEST).write_bytes(content)
    (folder / SIGNATURE).write_bytes(seal(content, KEY))
    (folder / PACKED).write_text("{}")
    return folder


def _zipped(pack: Path) -> Path:
    return Path(shutil.make_archive(str(pack), "zip", pack))


@pytest.fixture(params=["folder", "zip"])
def form(request: pytest.FixtureRequest) -> Callable[[Path], Path]:
    return _zipped if request.param == "zip" else lambda pack: pack


def test_a_pack_as_it_was_sealed_is_whole(pack: Path, form: Callable[[Path], Path]) -> None:
    found = verify(form(pack), PRINT)
    assert found.whole
    assert (found.incident, found.files, found.fingerprint) == (7, 3, PRINT)


@pytest.mark.parametrize("change", ["one byte", "longer", "shorter", "empty"])
def test_an_altered_file_is_named(pack: Path, form: Callable[[Path], Path], change: str) -> None:
    file = pack / "records.csv"
    text = file.read_bytes()
    file.write_bytes({"one byte": b"X" + text[1:], "longer": text + b"X", "shorter": text[:-1], "empty": b""}[change])
    found = verify(form(pack))
    assert (found.altered, found.missing, found.added, found.files, found.whole) == (["records.csv"], [], [], 2, False)


def test_missing_and_added_files_are_named(pack: Path, form: Callable[[Path], Path]) -> None:
    (pack / "lines" / "lines.csv").rename(pack / "other.csv")
    found = verify(form(pack))
    assert (found.altered, found.missing, found.added, found.whole) == ([], ["lines/lines.csv"], ["other.csv"], False)


def test_who_packed_it_when_is_not_proved(pack: Path, form: Callable[[Path], Path]) -> None:
    (pack / PACKED).write_text("by somebody else")
    assert verify(form(pack), PRINT).whole


def test_an_altered_manifest_breaks_the_seal(pack: Path, form: Callable[[Path], Path]) -> None:
    manifest = json.loads((pack / MANIFEST).read_text())
    (pack / "records.csv").write_text("other")
    manifest["files"]["records.csv"] = json.loads(manifest_of(pack, 7))["files"]["records.csv"]
    (pack / MANIFEST).write_text(json.dumps(manifest))
    found = verify(form(pack))
    assert (found.altered, found.fingerprint, found.whole) == ([], "", False)
    assert found.problems == ["the signature is not of this manifest: one of the two was altered"]


def test_a_pack_that_somebody_else_sealed_anew_is_not_the_named_ones(pack: Path) -> None:
    other = Ed25519PrivateKey.generate()
    (pack / SIGNATURE).write_bytes(seal((pack / MANIFEST).read_bytes(), other))
    assert verify(pack).whole
    found = verify(pack, PRINT)
    assert not found.whole
    assert found.problems == [f"sealed by another key than the one that was named: {fingerprint(other.public_key())}"]


@pytest.mark.parametrize("name", [MANIFEST, SIGNATURE])
def test_without_manifest_or_signature_it_is_no_pack(pack: Path, form: Callable[[Path], Path], name: str) -> None:
    (pack / name).unlink()
    found = verify(form(pack))
    assert (found.missing, found.whole) == ([name], False)
    assert found.problems == [f"this is no whole pack: {name} not there"]


def test_a_manifest_that_is_none_is_told(pack: Path) -> None:
    (pack / MANIFEST).write_text("{}")
    (pack / SIGNATURE).write_bytes(seal(b"{}", KEY))
    found = verify(pack, PRINT)
    assert not found.whole
    assert found.problems[0].startswith("manifest.json is not a manifest")


def test_links_are_no_files(pack: Path) -> None:
    (pack / "records.csv").rename(pack.parent / "records.csv")
    (pack / "records.csv").symlink_to(pack.parent / "records.csv")
    found = verify(pack)
    assert (found.missing, found.added, found.whole) == (["records.csv"], ["records.csv"], False)


def test_a_name_that_stands_twice_in_a_zip_is_told(pack: Path) -> None:
    archive = _zipped(pack)
    with zipfile.ZipFile(archive, "a") as more, pytest.warns(UserWarning, match="Duplicate name"):
        more.writestr("records.csv", "other")
    found = verify(archive)
    assert found.added == ["records.csv"]
    assert not found.whole


def test_a_zip_that_unfolds_to_much_is_not_unfolded(pack: Path) -> None:
    (pack / "records.csv").write_bytes(bytes(50 << 20))
    found = verify(_zipped(pack))
    assert found.altered == ["records.csv"]


def test_damaged_bytes_in_a_zip_are_an_altered_file(pack: Path) -> None:
    archive = _zipped(pack)
    with zipfile.ZipFile(archive) as entries:
        start = entries.getinfo("records.csv").header_offset
    data = bytearray(archive.read_bytes())
    data[start + 30 + len("records.csv") + 2] ^= 0xFF
    archive.write_bytes(bytes(data))
    assert verify(archive).altered == ["records.csv"]


@pytest.mark.parametrize("content", [None, b"", b"no zip", b"PK\x03\x04 cut"])
def test_what_is_no_pack_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "pack.zip").write_bytes(content)
    with pytest.raises(InputError, match="cannot be read as a pack"):
        verify(tmp_path / "pack.zip")


def test_an_empty_folder_is_no_pack(tmp_path: Path) -> None:
    assert verify(tmp_path).missing == [MANIFEST, SIGNATURE]
