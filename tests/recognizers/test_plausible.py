from __future__ import annotations

import pytest

from headcount.model.kind import Form, Kind
from headcount.recognizers.plausible import form_of, plausible


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("138****1234", Form.MASKED),
        ("a***@example.com", Form.MASKED),
        ("d41d8cd98f00b204e9800998ecf8427e", Form.HASHED),
        ("$2b$12$abcdefghijklmnopqrstuv", Form.HASHED),
        ("Ada Lovelace", Form.CLEAR),
        ("5 * 3", Form.CLEAR),
    ],
)
def test_form(value: str, form: Form) -> None:
    assert form_of(value) is form


@pytest.mark.parametrize(
    ("kind", "yes", "no"),
    [
        (Kind.PHONE, "(98) 55501-4300", "call me"),
        (Kind.PHONE, "+1 202 555 0143 ext 7", "true"),
        (Kind.EMAIL, "ada lovelace@example.com", "example.com"),
        (Kind.PERSON_NAME, "Ada King-Noel", "17"),
        (Kind.PERSON_NAME, "王小明", "https://example.com/ada"),
        (Kind.PERSON_NAME, "Ada Co", "Ada Lovelace GmbH & Co. KG"),
        (Kind.PERSON_NAME, "Ag Lovelace", "Lovelace AG"),
        (Kind.PERSON_NAME, "Maria de Sa", "Lovelace and Sons"),
        (Kind.PERSON_NAME, "王公司", "示例科技有限公司"),
        (Kind.PERSON_NAME, "Công Tú Lê", "Công ty Ví Dụ"),
        (Kind.WORK_EDUCATION, "2015", "17"),
        (Kind.WORK_EDUCATION, "3.7", "0"),
        (Kind.ACCOUNT_ID, "ac_7f3k9q", "Ada Lovelace"),
        (Kind.BIRTH_DATE, "17 May 1990", "yes"),
        (Kind.ASSETS, "$12,345.60", "many"),
        (Kind.NATIONAL_ID_OTHER, "AB 12-34-56", "passport"),
        (Kind.BANK_CARD, "4111 1111 1111 1111", "4111"),
        (Kind.HEALTH, "asthma", "-"),
        (Kind.WORK_EDUCATION, "surgeon", "https://example.com"),
        (Kind.MESSAGE_CONTENT, "see you", "17"),
        (Kind.SPECIAL_CATEGORY, "true", "null"),
        (Kind.ID_DOCUMENT_IMAGE, "https://example.com/front.jpg", "n/a"),
        (Kind.LOCATION_PRECISE, "48.85837,2.29448", "Paris"),
        (Kind.IP_ADDRESS, "198.51.100.7", "localhost"),
    ],
)
def test_what_a_name_allows(kind: Kind, yes: str, no: str) -> None:
    assert plausible(kind, yes, form_of(yes))
    assert not plausible(kind, no, form_of(no))


def test_hidden_values_are_of_whatever_kind_the_name_says() -> None:
    assert plausible(Kind.PHONE, "d41d8cd98f00b204e9800998ecf8427e", Form.HASHED)
    assert plausible(Kind.PERSON_NAME, "***", Form.MASKED)
