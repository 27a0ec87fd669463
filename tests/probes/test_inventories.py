"""The shelf of inventories: each format is registered, and a file of none of them is refused with what there is."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.errors import ConfigError
from headcount.probes import PROBES
from headcount.probes.inventories import FORMATS, read
from headcount.probes.inventories.document import Document
from headcount.probes.inventories.interface import Format
from headcount.probes.inventory import Listed, targets


def test_names_are_unique_words() -> None:
    names = [one.name for one in FORMATS]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and one.title for name, one in zip(names, FORMATS, strict=True))


@pytest.mark.parametrize(
    "text", ["address\nx\n", "{}", "", "a: 1\n", "[tool]\nx = 1\n"], ids=["csv", "json", "empty", "yaml", "toml"]
)
def test_what_is_no_inventory(tmp_path: Path, text: str) -> None:
    (tmp_path / "f").write_text(text)
    with pytest.raises(ConfigError, match="no inventory that is known; there are: TOML"):
        read(tmp_path / "f")


_WORDS = """services image ports environment labels command apiVersion kind metadata name namespace spec type selector items
status host terraform_version values root_module resources mode address engine port endpoint instances attributes hosts
children vars
redis Service aws_db_instance all headcount_stores stores url"""
_NAMES = st.sampled_from(_WORDS.split())
_TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 99_999) | _NAMES | st.sampled_from(["6379:6379", "redis:7", "[::1]:1:2", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(tree=st.dictionaries(_NAMES, _TREES, max_size=4), form=st.sampled_from(FORMATS))
@settings(max_examples=80, deadline=None)
def test_odd_trees_end_in_addresses_or_reasons(tree: dict[str, object], form: Format) -> None:
    document = Document("f", "", (tree,), "json")
    if form.recognises(document):
        listed = [one for one in form.stores(document, "h.example") if isinstance(one, Listed)]
        targets(listed, PROBES)


@given(text=st.text(max_size=200))
@settings(max_examples=50, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_text(text, "utf-8", "replace", "")
        with contextlib.suppress(ConfigError):
            read(Path(file.name))
