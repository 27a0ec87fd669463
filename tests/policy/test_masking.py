"""Masking of JSON answers: what is masked, and that nothing else changes by a byte."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.model.kind import Kind
from headcount.policy.masking import Masker, Unmaskable

Loose = Any
"""A JSON value."""
PATHS = [("items[].phone", Kind.PHONE), ("items[].name", Kind.PERSON_NAME), ("owner.mail", Kind.EMAIL)]


def masked(paths: list[tuple[str, Kind]], body: bytes) -> bytes:
    return Masker(paths).mask(body)


def test_everything_else_stays_as_it_is() -> None:
    body = (
        b'\n{ "total":1e2, "big":123456789012345678901234567890, "items" : [ {"phone":"+1 202 555 0143",\t"name":"Ada Example",'
        b'"x":"\\u00e9\\/"}, {"phone":null,"name":"","x":-0.0} ],"owner":{"mail":"ada@example.com"},"phone":"+1 202 555 0143"}\n'
    )
    assert masked(PATHS, body) == (
        b'\n{ "total":1e2, "big":123456789012345678901234567890, "items" : [ {"phone":"+1 20* *** 0143",\t"name":"A*** E***",'
        b'"x":"\\u00e9\\/"}, {"phone":null,"name":"","x":-0.0} ],"owner":{"mail":"a***@example.com"},"phone":"+1 202 555 0143"}\n'
    )


def test_the_same_object_comes_back_where_nothing_is_masked() -> None:
    body = b'{"items": [], "phone": "+1 202 555 0143"}'
    assert masked(PATHS, body) is body
    assert masked([("region", Kind.REGION)], b"no JSON") == b"no JSON"  # the taxonomy gives a region no mask
    assert masked(PATHS, b" ") == b" "


@pytest.mark.parametrize(
    ("path", "kind", "before", "after"),
    [
        ("a", Kind.PHONE, b'{"a":12025550143}', b'{"a":"120****0143"}'),
        ("a", Kind.PHONE, b'{"a":"\\u0031202555\\u00300143"}', b'{"a":"120*****0143"}'),
        ("a", Kind.PHONE, b'{"\\u0061":"12025550143","a":"12025550143"}', b'{"\\u0061":"120****0143","a":"120****0143"}'),
        (
            "a",
            Kind.PHONE,
            b'{"a":["12025550143",{"b":12025550143,"c":true}]}',
            b'{"a":["120****0143",{"b":"120****0143","c":"****"}]}',
        ),
        ("a", Kind.HEALTH, b'{"a":"asthma\\n"}', b'{"a":"[health]"}'),
        ("a", Kind.LOCATION_PRECISE, b'{"a":30.123456}', b'{"a":30.1}'),
        ("a", Kind.LOCATION_PRECISE, b'{"a":"30.123456,104.654321"}', b'{"a":"30.1,104.7"}'),
        ("a", Kind.IP_ADDRESS, b'{"a":"192.0.2.1"}', b'{"a":"192.0.*.*"}'),
        ("a", Kind.BIRTH_DATE, b'{"a":"1990-01-02","b":1}', b'{"a":"1990-**-**","b":1}'),
        ("a", Kind.BIRTH_DATE, b'{"a":19900102}', b'{"a":"1990****"}'),
        ("a", Kind.PERSON_NAME, '{"a":"欧阳娜娜"}'.encode(), '{"a":"欧阳**"}'.encode()),
        ("a", Kind.PERSON_NAME, b'{"a":"\\u738b\\u4e3d"}', '{"a":"王*"}'.encode()),
        ("a", Kind.ADDRESS, '{"a":"四川省成都市武侯区某路1号"}'.encode(), '{"a":"四川省成都市武侯区****"}'.encode()),
        ("a", Kind.ACCOUNT_ID, b'{"a":"ada88"}', b'{"a":"[account_id]"}'),
        ("[]", Kind.EMAIL, b'["ada@example.com","b@example.org"]', b'["a***@example.com","b***@example.org"]'),
        ("[][].a", Kind.EMAIL, b'[[{"a":"ada@example.com"}],[]]', b'[[{"a":"a***@example.com"}],[]]'),
        ("", Kind.EMAIL, b'"ada@example.com"', b'"a***@example.com"'),
        ("u.{}.a", Kind.EMAIL, b'{"u":{"7":{"a":"ada@example.com"},"n":1}}', b'{"u":{"7":{"a":"a***@example.com"},"n":1}}'),
        ("u.{key}", Kind.EMAIL, b'{"u":{"ada@example.com":1}}', b'{"u":{"a***@example.com":1}}'),
        ("a.b", Kind.EMAIL, b'{"a.b":"ada@example.com"}', b'{"a.b":"a***@example.com"}'),
        ("\u00e9", Kind.EMAIL, b'{"\\u00e9":"ada@example.com"}', b'{"\\u00e9":"a***@example.com"}'),
        ("\U0001f600", Kind.EMAIL, b'{"\\ud83d\\ude00":"ada@example.com"}', b'{"\\ud83d\\ude00":"a***@example.com"}'),
        ("a", Kind.EMAIL, b'\xef\xbb\xbf{"a":"ada@example.com"}', b'\xef\xbb\xbf{"a":"a***@example.com"}'),
        ("a", Kind.EMAIL, b')]}\',\n{"a":"ada@example.com"}', b')]}\',\n{"a":"a***@example.com"}'),
        ("a", Kind.EMAIL, b'done({"a":"ada@example.com"});', b'done({"a":"a***@example.com"});'),
        ("a", Kind.NICKNAME, b'{"a":"x\xff\xfey"}', b'{"a":"x**y"}'),
    ],
)
def test_one_value(path: str, kind: Kind, before: bytes, after: bytes) -> None:
    assert masked([(path, kind)], before) == after
    assert masked([(path, kind)], after) == after


def test_a_named_key_of_a_map_is_no_entry() -> None:
    paths = [("u.{key}", Kind.EMAIL), ("u.total", Kind.HEALTH)]
    assert masked(paths, b'{"u":{"total":2,"b@example.com":1}}') == b'{"u":{"total":"[health]","b***@example.com":1}}'


def test_a_path_of_several_kinds_is_hidden_whole() -> None:
    assert masked([("a", Kind.EMAIL), ("a", Kind.PHONE)], b'{"a":"ada@example.com"}') == b'{"a":"***************"}'


def test_pseudonyms_are_told_by_their_kind() -> None:
    masker = Masker([("id", Kind.ACCOUNT_ID)], lambda value: f"{len(value):04x}")
    assert masker.mask(b'{"id":"ada88","x":1}') == b'{"id":"[account_id:0005]","x":1}'
    assert masker.mask(b'{"id":"[account_id:0005]","x":1}') == b'{"id":"[account_id:0005]","x":1}'
    assert masker.mask(b'{"id":77}') == b'{"id":"[account_id:0002]"}'


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":',
        b"{",
        b'{"a":1}}',
        b"[1 2]",
        b"[1,]",
        b'{"a" 1}',
        b'{"a":"x}',
        b"{a:1}",
        b"<html>",
        b"hello world",
        b"hello",
        b"nobody",
        b"\xff\xfe{\x00",
        b'done({"a":1)',
        b'done({"a":1',
        b"[" * 2_000 + b"]" * 2_000,
    ],
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(Unmaskable):
        masked([("a", Kind.EMAIL)], body)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text('ab*@.é王 1"\\\n', max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b", "c", "a.b", "é", '"']), inner, max_size=4)
    ),
    max_leaves=12,
)
ANY_PATHS = st.lists(
    st.tuples(
        st.sampled_from(["a", "a.b", "a[]", "a[].b", "b", "{}", "{}.a", "[]", "[].a", "c.c", "é", ""]),
        st.sampled_from([Kind.PHONE, Kind.EMAIL, Kind.HEALTH, Kind.PERSON_NAME, Kind.BIRTH_DATE, Kind.IP_ADDRESS, Kind.ADDRESS]),
    ),
    max_size=4,
)


def shape(value: Loose) -> Loose:
    """A value without its leaves."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return [shape(inner) for inner in value] if isinstance(value, list) else None


@given(VALUES, ANY_PATHS, st.booleans(), st.sampled_from([None, 1]))
def test_any_json_stays_json_of_the_same_shape_and_masks_are_idempotent(
    value: Loose, paths: list[tuple[str, Kind]], ascii_only: bool, indent: int | None
) -> None:
    body = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode()
    masker = Masker(paths)
    after = masker.mask(body)
    assert shape(json.loads(after)) == shape(value)
    assert masker.mask(after) == after


@given(st.binary(max_size=60), ANY_PATHS)
def test_any_bytes_are_masked_or_refused(body: bytes, paths: list[tuple[str, Kind]]) -> None:
    with contextlib.suppress(Unmaskable):
        Masker(paths).mask(body)
