"""Single values: compiled code and the interpreter agree, and both agree with the taxonomy's masks."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headcount.model.kind import Kind
from headcount.model.masking import masked
from headcount.model.taxonomy import entry, taxonomy
from headcount.policy.masking import Masker
from headcount.policy.masking_values import hidden

ALPHABETS = {
    Kind.ADDRESS: [
        "省",
        "市",
        "区",
        "县",
        "自治",
        "州",
        "地区",
        "特别行政区",
        "旗",
        "盟",
        "四川",
        "成",
        "1",
        "路",
        " ",
        "a",
        "é",
        "*",
    ],
    Kind.PERSON_NAME: ["欧", "阳", "王", "丽", " ", "A", "da", "*", "é", "·", "\u3000", "欧阳", "\u2003"],
    Kind.PHONE: ["1", "2", "+", " ", "-", "*", "a", "中", "\uff19", "\t"],
    Kind.EMAIL: ["a", "@", ".", "*", "b", " ", "é"],
    Kind.BIRTH_DATE: ["19", "20", "0", "1", "9", "-", "/", "年", "*", " "],
    Kind.NICKNAME: ["a", "中", "\U00020000", "*", " ", '"', "\\"],
    Kind.IP_ADDRESS: ["192", "0", ".", "2", "*", ":", "db8"],
    Kind.NATIONAL_ID_CN: ["1", "0", "X", "*", "1990"],
    Kind.LOCATION_PRECISE: ["1", ".", "2", "3", ",", "-", " "],
    Kind.BANK_CARD: ["0000 ", "1", "-", "*"],
    Kind.ACCOUNT_ID: ["a", "1"],
    Kind.HEALTH: ["a", "\n"],
}
MASKERS = {kind: Masker([("v", kind)]) for kind in ALPHABETS}
CASES = st.sampled_from(sorted(ALPHABETS)).flatmap(
    lambda kind: st.tuples(st.just(kind), st.lists(st.sampled_from(ALPHABETS[kind]), min_size=1, max_size=10).map("".join))
)


@given(CASES, st.booleans())
@example((Kind.ADDRESS, "四川省成都市武侯区示例路一号"), False)
@example((Kind.BIRTH_DATE, "20200101"), False)
@example((Kind.PERSON_NAME, "欧阳娜"), True)
def test_compiled_code_masks_as_the_interpreter(case: tuple[Kind, str], escaped: bool) -> None:
    kind, text = case
    body = json.dumps({"v": text}, ensure_ascii=escaped).encode()
    after = MASKERS[kind].mask(body)
    assert json.loads(after)["v"] == hidden(kind, text)
    assert MASKERS[kind].mask(after) == after
    if "*" not in text:
        assert hidden(kind, text) == masked(kind, text)


@pytest.mark.parametrize("kind", [kind for kind in Kind if entry(kind).mask.op not in {"none", "pseudonym"}])
def test_the_examples_of_the_taxonomy(kind: Kind) -> None:
    before, after = taxonomy().kinds[kind].eg
    masker = Masker([("v", kind)])
    assert json.loads(masker.mask(json.dumps({"v": before}).encode()))["v"] == masked(kind, before)
    if not after.startswith("["):
        assert hidden(kind, before) == masked(kind, before)


@pytest.mark.parametrize(
    ("kind", "text", "after"),
    [
        (Kind.PHONE, "138****1234", "138****1234"),
        (Kind.PHONE, "**8****1234", "**8****1234"),
        (Kind.IP_ADDRESS, "192.0.*.*", "192.0.*.*"),
        (Kind.IP_ADDRESS, "2001:db8:*", "2001:db8:*"),
        (Kind.IP_ADDRESS, "192.0.2.*", "192.0.*.*"),
        (Kind.IP_ADDRESS, "192.*", "*****"),
        (None, "a b", "***"),
    ],
)
def test_what_is_masked_already(kind: Kind | None, text: str, after: str) -> None:
    assert hidden(kind, text) == after
