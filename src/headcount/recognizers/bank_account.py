"""bank_account: international bank account numbers (IBAN), national ones that are written in a telling way, and wallets.

Claim: an IBAN's two check digits, its country and the length that the country uses leave one in many thousand words of that
shape; a wallet's address carries a checksum of 32 bits. Account numbers without a check (China's, Viet Nam's) are rows of
digits that only a word or a field name tells.

Masked: `GB82****************5432`, `DE89 **** **** **** **** 00`.

Source: ISO 13616 and python-stdnum's registry of it; Bitcoin Improvement Proposals 13, 173 and 350.
"""

from __future__ import annotations

import re

from stdnum import bitcoin, iban
from stdnum.es import ccc

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import DASHED, DOTTED, MIXED, SPACED, either

_ACCOUNTS = words(
    *("account", "acct", "iban", "routing", "a/c", "bank", "账户", "账号", "帐号", "银行账", "开户", "收款", "对公", "卡号"),
    *("số tài khoản", "tài khoản", "stk", "cuenta", "konto", "حساب"),
)

_COUNTRIES = frozenset(
    re.findall(
        "[A-Z]+",
        "AD AE AL AT AZ BA BE BG BH BI BR BY CH CR CY CZ DE DJ DK DO EE EG ES FI FK FO FR GB GE GI GL GR GT HN HR HU "
        "IE IL IQ IS IT JO KW KZ LB LC LI LT LU LV LY MC MD ME MK MN MR MT MU NI NL NO OM PK PL PS PT QA RO RS RU SA "
        "SC SD SE SI SK SM SO ST SV TL TN TR UA VA VG XK YE ",
    )
)
"""Countries of the IBAN registry, ISO 3166-1."""


def _read_iban(match: re.Match[str]) -> Reading | None:
    value = match[0]
    if value[:2].upper() not in _COUNTRIES or len(value.replace(" ", "")) < 15:
        return None
    if iban.is_valid(value):
        return Kind.BANK_ACCOUNT, Form.CLEAR, True, 0.97
    return Kind.BANK_ACCOUNT, Form.CLEAR, False, 0.75 if _ACCOUNTS.announce(match) else 0.2


def _read_odd_iban(match: re.Match[str]) -> Reading | None:
    """Grouped otherwise than in fours: only where the check digits agree."""
    if match[0][:2] not in _COUNTRIES or not iban.is_valid(match[0]):
        return None
    return Kind.BANK_ACCOUNT, Form.CLEAR, True, 0.9


def _read_masked_iban(match: re.Match[str]) -> Reading | None:
    value = match[0]
    if value[:2] not in _COUNTRIES or hidden(value) < 4 or len(value.replace(" ", "")) < 15:
        return None
    return Kind.BANK_ACCOUNT, Form.MASKED, None, 0.9


def _read_spanish(match: re.Match[str]) -> Reading:
    valid = ccc.is_valid(match[0])
    return Kind.BANK_ACCOUNT, Form.CLEAR, valid, 0.85 if valid else 0.2


def _read_wallet(match: re.Match[str]) -> Reading | None:
    valid = bitcoin.is_valid(match[0])
    return (Kind.BANK_ACCOUNT, Form.CLEAR, True, 0.9) if valid else None


def _read_announced(_: re.Match[str]) -> Reading:
    return Kind.BANK_ACCOUNT, Form.CLEAR, None, 0.6


BANK_ACCOUNT = ShapeRecognizer(
    "bank_account",
    (Kind.BANK_ACCOUNT,),
    (
        Shape("[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}", _read_iban, sign="[A-Za-z]{2}[0-9]{2}[0-9A-Za-z]{4}", ignore_case=True),
        Shape("[A-Z]{2}[0-9]{2}(?: [0-9A-Z]{4}){2,7}(?: [0-9A-Z]{1,3})?", _read_iban, sign=SPACED),
        Shape(
            "[A-Z]{2} ?[0-9]{2}[ .-]?[0-9A-Z]{2,4}(?:[ .-]?[0-9A-Za-z]{2,6}){1,6}",
            _read_odd_iban,
            sign=either(SPACED, MIXED, DASHED, DOTTED, "[A-Z]{2}[0-9]{2}"),
        ),
        Shape(
            f"[A-Z]{{2}}[0-9{STARS}]{{2}}(?: ?[0-9A-Z{STARS}]{{1,4}}){{3,8}}",
            _read_masked_iban,
            WORD + STARS,
            WORD + STARS,
            sign=f"[{STARS}]",
        ),
        Shape("[0-9]{4}[ -][0-9]{4}[ -][0-9]{2}[ -][0-9]{10}", _read_spanish, sign=either(SPACED, DASHED)),
        Shape(
            "(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[02-9ac-hj-np-z]{11,71})", _read_wallet, sign="[0-9A-Za-z]{26}|bc1[0-9a-z]{11}"
        ),
        Shape("[0-9]{9,19}", _read_announced, "0-9A-Za-z.", after=_ACCOUNTS),
    ),
)
