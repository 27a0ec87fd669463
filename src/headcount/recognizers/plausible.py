"""Whether a value can be of the kind that its field's name says: a weak shape, used only together with a name."""

from __future__ import annotations

import re

from headcount.model.kind import Form, Kind
from headcount.recognizers.masks import STARS

_HASH = re.compile(
    r"(?:sha\d+:|md5:|\{\w+\})?(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}"
    r"|\$(?:2[aby]|argon2\w*|5|6|pbkdf2[\w-]*)\$\S+|pbkdf2_\w+\$\S+)",
    re.IGNORECASE,
)
_MASK = re.compile(rf"[{STARS}]{{2}}|(?i:x{{3}})|\.{{4}}|#{{3}}")
_SWITCH = frozenset({"true", "false", "yes", "no", "null", "none", "n/a", "undefined", "nan", "-", "on", "off", "unknown"})
_URL = re.compile(r"(?i:https?|ftp|data|s3|file)://?\S+|www\.\S+|data:[\w/]+;")
_NUMBER = re.compile(r"[+-]?\d{1,3}(?:[, ]\d{3})*(?:[.,]\d+)?|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
_FIRM = re.compile(
    r".*[\s,.&](?:g?gmbh|mbh|kgaa|ohg|gbr|e\. ?v|ltd|limited|llc|llp|inc|incorporated|corp|corporation|plc|pty|pte|&co"
    r"|(?:&|and) (?:co|sons|partners)|company|group|holdings?|stiftung|s\.a|s\.l|s\.?r\.l|srl|s\.a\.r\.l|sarl|s\.p\.a"
    r"|b\.v|n\.v|aps|a/s|sp\. z o\.o|ltda|jsc|tnhh|ctcp|(?-i:AG|KG|SE|UG|GP|OY|AB|BV|NV|SAS|SpA|SA))\.?"
    r"|(?:công ty|cong ty|tập đoàn|ngân hàng|doanh nghiệp|hợp tác xã)\s.*"
    r"|.{2,}(?:公司|集团|集團|合伙|事务所|事務所|银行|合作社|研究院|商行|工作室|协会|基金会|医院|大学|学校|株式会社)",
    re.IGNORECASE | re.DOTALL,
)
"""A name with the legal form of a firm, or another word that only bodies have."""
_PLACE = re.compile(r"\d{1,3}")
"""A `position` or `class` that only tells the order."""
_MONEY = re.compile(r"\D{0,5}[+-]?\d[\d., ]*\D{0,8}")

_SHAPES: dict[Kind, re.Pattern[str]] = {
    Kind.PHONE: re.compile(r"(?=(?:\D*\d){5})[+(\d][\d\s()./+x#-]{4,28}(?:ext\.? ?\d+)?", re.IGNORECASE),
    Kind.EMAIL: re.compile(r"[^\n@]{1,64}@[^\n@]{1,255}"),
    Kind.PERSON_NAME: re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,'\u2019\u00b4`·•()/-]){0,63}"),
    Kind.NICKNAME: re.compile(r"(?!https?:)[^\n]{1,64}"),
    Kind.ACCOUNT_ID: re.compile(r"(?=.*\d|[^\s]{6})[\w.:|@=+/-]{1,80}"),
    Kind.IM_ACCOUNT: re.compile(r"[\w.+@:-]{4,40}"),
    Kind.ADDRESS: re.compile(r"(?=.*[^\W\d_])[^\n{}<>@]{2,200}(?:\n[^\n{}<>@]{1,100}){0,5}|\d{1,5}[A-Za-z]?"),
    Kind.REGION: re.compile(r"[^\n@{}<>]{2,60}"),
    Kind.BIRTH_DATE: re.compile(r"(?=.*\d)[\dT:Z年月日 ./,+-]{4,32}|(?=.*\d)[A-Za-z\d ,.]{6,20}"),
    Kind.DEMOGRAPHIC: re.compile(r"[^\n{}<>@]{1,40}"),
    Kind.BANK_CARD: re.compile(r"\d[\d -]{11,22}\d"),
    Kind.BANK_ACCOUNT: re.compile(r"(?=(?:.*\d){4})[\dA-Za-z @._-]{6,42}"),
    Kind.CREDENTIAL: re.compile(r"[^\s]{3,4096}|\S+(?: \S+){1,5}"),
    Kind.ORDER: re.compile(r"(?=.*\d|[^\n]{6}|[A-Z]{4})[^\n{}<>]{2,200}"),
    Kind.PARCEL: re.compile(r"(?=.*\d)[\dA-Za-z -]{6,40}"),
    Kind.LOCATION_PRECISE: re.compile(
        r"[+-]?\d{1,3}[.,]\d{1,16}°?[NSEWnsew]?|[+-]?\d{1,3}\.\d+ ?[,; ] ?[+-]?\d{1,3}\.\d+|(?i:point ?\().{5,60}"
        r"|[0-9b-hjkmnp-z]{6,12}"
    ),
    Kind.DEVICE_ID: re.compile(r"(?=.*\d|[^\s]{12})[\dA-Za-z:._-]{8,80}"),
    Kind.IP_ADDRESS: re.compile(r"[\da-fA-F:.]{6,45}(?:/\d+|:\d+)?(?:, ?[\da-fA-F:.]{6,45})*"),
    Kind.VEHICLE: re.compile(r"(?=.*\d)[\w· .-]{4,24}"),
    Kind.CREDIT_REPORT: re.compile(r"[^\n]{1,200}"),
    Kind.ID_DOCUMENT_IMAGE: re.compile(r".{4,}", re.DOTALL),
    Kind.BIOMETRIC: re.compile(r".{4,}", re.DOTALL),
}
_NUMBERED = re.compile(r"(?=(?:[^\d]*\d){3})[\dA-Za-z ()./-]{5,32}")
_NUMBERED_KINDS = frozenset(
    {Kind.PASSPORT, Kind.TRAVEL_PERMIT, Kind.DRIVER_LICENSE, Kind.SOCIAL_INSURANCE}
    | {kind for kind in Kind if kind.startswith("national_id.")}
)
_TEXT = re.compile(r"(?=.*[^\W_]).{1,20000}", re.DOTALL)
_LINKED = frozenset(
    {Kind.ID_DOCUMENT_IMAGE, Kind.BIOMETRIC, Kind.COMM_RECORD, Kind.ACTIVITY, Kind.MESSAGE_CONTENT, Kind.CREDENTIAL}
)
_NUMBERS_TOO = frozenset({Kind.CREDIT_REPORT, Kind.HEALTH, Kind.COMM_RECORD, Kind.LOCATION_TRACK, Kind.ACTIVITY, Kind.LODGING})
_BOTH_ANSWERS = frozenset({Kind.SPECIAL_CATEGORY, Kind.DEMOGRAPHIC, Kind.HEALTH, Kind.CRIMINAL_RECORD})


def form_of(value: str) -> Form:
    """Clear, masked or hashed, by the look of the whole value.

    >>> form_of("138****1234").value, form_of("d41d8cd98f00b204e9800998ecf8427e").value
    ('masked', 'hashed')
    """
    if _HASH.fullmatch(value):
        return Form.HASHED
    return Form.MASKED if _MASK.search(value) else Form.CLEAR


def is_firm(value: str) -> bool:
    """Whether a name says by itself that a firm or another body has it, however much it looks like a person's.

    >>> is_firm("Ida Beispiel GmbH"), is_firm("示例科技有限公司"), is_firm("Ida Beispiel")
    (True, True, False)
    """
    return _FIRM.fullmatch(value) is not None


def plausible(kind: Kind, value: str, form: Form) -> bool:
    """Whether a value without blanks around it can be what the name of its field says."""
    if value.casefold() in _SWITCH:
        return kind in _BOTH_ANSWERS and value.casefold() in {"true", "false", "yes", "no"}
    if form is not Form.CLEAR:
        return len(value) <= 200
    if (kind not in _LINKED and _URL.match(value)) or (kind is Kind.PERSON_NAME and is_firm(value)):
        return False
    if kind is Kind.ASSETS:
        return _MONEY.fullmatch(value) is not None
    shape = _NUMBERED if kind in _NUMBERED_KINDS else _SHAPES.get(kind)
    if shape is not None:
        return shape.fullmatch(value) is not None
    number = (_PLACE if kind is Kind.WORK_EDUCATION else _NUMBER) if kind not in _NUMBERS_TOO else None
    return _TEXT.fullmatch(value) is not None and (number is None or number.fullmatch(value) is None)
