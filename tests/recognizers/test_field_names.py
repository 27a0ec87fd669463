from __future__ import annotations

import gzip
import json

import pytest

from headcount.model.kind import Kind
from headcount.recognizers.field_names import (
    AMONG_PERSONS,
    AMONG_THINGS,
    FIRM,
    IN_COMPANY,
    NAMED,
    NAMED_WITHIN,
    OTHERWISE,
    ROLE_NAMED,
    UNCLEAR,
    read,
)
from tests.house.tree import DATA


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("data.buyers[].phoneNumber", Kind.PHONE),
        ("sjh", Kind.PHONE),
        ("SDT", Kind.PHONE),
        ("telefono_movil", Kind.PHONE),
        ("kundentelefonnummer", Kind.PHONE),
        ("رقم الهاتف", Kind.PHONE),
        ("orders[].收货人手机号", Kind.PHONE),
        ("address2", Kind.ADDRESS),
        ("hoTen", Kind.PERSON_NAME),
        ("Vorname", Kind.PERSON_NAME),
        ("fechaNacimiento", Kind.BIRTH_DATE),
        ("ngay-sinh", Kind.BIRTH_DATE),
        ("geburtsdatum", Kind.BIRTH_DATE),
        ("sfz", Kind.NATIONAL_ID_CN),
        ("so_cccd", Kind.NATIONAL_ID_VN),
        ("SSN", Kind.NATIONAL_ID_US),
        ("idCardNumbers", Kind.NATIONAL_ID_OTHER),
        ("customerIPAddress", Kind.IP_ADDRESS),
        ("cvv2", Kind.CREDENTIAL),
        ("contrasena", Kind.CREDENTIAL),
        ("diagnosticOutcome", Kind.HEALTH),
        ("车牌号码", Kind.VEHICLE),
        ("الراتب", Kind.ASSETS),
        ("buyerphone", Kind.PHONE),
        ("phoneNumbers[]", Kind.PHONE),
        ("emails[].value", Kind.EMAIL),
    ],
)
def test_names_that_mean_a_kind(path: str, kind: Kind) -> None:
    assert read(path).weight(kind) == NAMED


@pytest.mark.parametrize(
    "path",
    [
        "is_email_verified",
        "phone_type",
        "hasPhone",
        "next_page_token",
        "手机号验证状态",
        "created_at",
        "商品名称",
        "orderStatus",
        "netmask",
        "fileName",
    ],
)
def test_names_that_mean_something_else(path: str) -> None:
    assert (read(path).otherwise, read(path).weights) == (True, ())


@pytest.mark.parametrize(
    ("path", "unit", "kind", "weight"),
    [
        ("buyer.name", "", Kind.PERSON_NAME, IN_COMPANY),
        ("name", "GET /users/{id}", Kind.PERSON_NAME, IN_COMPANY),
        ("product.name", "", Kind.PERSON_NAME, OTHERWISE),
        ("customer.company.name", "", Kind.PERSON_NAME, FIRM),
        ("company", "", Kind.PERSON_NAME, FIRM),
        ("brand", "", Kind.PERSON_NAME, FIRM),
        ("bank_name", "", Kind.PERSON_NAME, FIRM),
        ("companies[].contact_name", "", Kind.PERSON_NAME, NAMED),
        ("bank_accounts[].account_name", "", Kind.PERSON_NAME, IN_COMPANY),
        ("name", "", Kind.PERSON_NAME, UNCLEAR),
        ("users[].id", "", Kind.ACCOUNT_ID, IN_COMPANY),
        ("products[].id", "", Kind.ACCOUNT_ID, OTHERWISE),
        ("address.state", "", Kind.REGION, IN_COMPANY),
        ("messages[].content", "", Kind.MESSAGE_CONTENT, IN_COMPANY),
        ("phone_numbers[].number", "", Kind.PHONE, IN_COMPANY),
        ("doctor", "", Kind.PERSON_NAME, ROLE_NAMED),
        ("phone_xyzzy", "", Kind.PHONE, NAMED_WITHIN),
        ("newest_mac_age", "", Kind.DEMOGRAPHIC, UNCLEAR),
        ("article.title", "", Kind.WORK_EDUCATION, OTHERWISE),
    ],
)
def test_company_decides_unclear_names(path: str, unit: str, kind: Kind, weight: float) -> None:
    assert read(path, unit).weight(kind) == weight


@pytest.mark.parametrize(
    ("path", "unit", "beside", "weight"),
    [
        ("insurer", "", (), FIRM),
        ("trading_name", "", (), FIRM),
        ("soldBy", "", (), FIRM),
        ("商户名称", "", (), FIRM),
        ("[].name", "GET /merchants", ("phone", "address"), FIRM),
        ("data.results[].name", "GET /v1/shops/{id}?page=2", (), FIRM),
        ("name", "companies.csv", (), FIRM),
        ("name", "", ("opening_hours", "phone"), FIRM),
        ("name", "GET /merchants", ("birthday",), AMONG_PERSONS),
        ("name", "", ("vat_id", "gender"), AMONG_PERSONS),
        ("name", "GET /companies/{id}/employees", (), IN_COMPANY),
        ("buyers[].name", "GET /companies", (), IN_COMPANY),
        ("contact_name", "GET /merchants", (), NAMED),
        ("shop_owner", "", (), ROLE_NAMED),
    ],
)
def test_a_firm_is_told_by_what_stands_around_its_name(path: str, unit: str, beside: tuple[str, ...], weight: float) -> None:
    assert read(path, unit, frozenset(beside)).weight(Kind.PERSON_NAME) == weight


def test_neighbours_decide_where_no_word_does() -> None:
    assert read("name", "", frozenset({"name", "phone", "birthday"})).weight(Kind.PERSON_NAME) == AMONG_PERSONS
    assert read("name", "", frozenset({"name", "price", "sku"})).weight(Kind.PERSON_NAME) == AMONG_THINGS
    assert read("name", "", frozenset({"name", "price", "sku", "phone"})).weight(Kind.PERSON_NAME) == UNCLEAR
    assert read("state", "", frozenset({"state", "city"})).weight(Kind.REGION) == IN_COMPANY


def test_an_identifier_of_something_unknown_is_something_else() -> None:
    assert read("wombatId").otherwise
    assert not read("id").otherwise


def test_nothing_is_said_about_unknown_names() -> None:
    assert read("xyzzy").weights == read("").weights == read("[]").weights == ()


def test_the_reason_names_fields_only() -> None:
    assert read("buyer.name").why == "the field is called `name` in `buyer`"
    assert read("product.name").why == "the field is called `name`, but of a thing"
    assert read("phone_type").why == "the field's name `phone_type` tells of something else"


def test_real_documents_name_what_they_hold() -> None:
    folder = DATA / "openapi"
    if not folder.is_dir():
        pytest.skip("../shared/data is not here: no real documents to read")
    names: set[str] = set()

    def walk(node: object) -> None:
        if isinstance(node, dict):
            names.update(node.get("properties", {}) if isinstance(node.get("properties"), dict) else {})
            for item in node.values():
                walk(item)
        elif isinstance(node, list):
            for item in node:
                walk(item)

    for path in folder.glob("*.json.gz"):
        walk(json.loads(gzip.decompress(path.read_bytes())))
    assert len(names) > 5000
    wanted = {
        "PersonalEmailAddress": Kind.EMAIL,
        "subscriber_date_of_birth": Kind.BIRTH_DATE,
        "MobilePhoneNumber": Kind.PHONE,
        "subscriber_social_security": Kind.NATIONAL_ID_US,
        "accountNumber": Kind.BANK_ACCOUNT,
        "firstName": Kind.PERSON_NAME,
        "postalCode": Kind.REGION,
        "cardNumber": Kind.BANK_CARD,
        "addressLine1": Kind.ADDRESS,
        "client_secret": Kind.CREDENTIAL,
        "tracking_number": Kind.PARCEL,
        "subscriber_gender": Kind.DEMOGRAPHIC,
    }
    assert set(wanted) <= names
    assert {name: read(name).weights[0][0] for name in wanted} == wanted
    said = [name for name in names if read(name).weights and read(name).weights[0][1] >= IN_COMPANY]
    assert 0.05 < len(said) / len(names) < 0.25


def test_what_may_be_a_firm_is_decided_by_what_stands_beside_it() -> None:
    beside = frozenset({"slug", "public_url"})
    assert read("results[].name", "GET /organizers/", beside).weight(Kind.PERSON_NAME) == FIRM
    assert read("results[].name", "GET /organizers/", frozenset({"phone"})).weight(Kind.PERSON_NAME) == IN_COMPANY
    assert read("results[].name", "GET /users/", beside).weight(Kind.PERSON_NAME) == IN_COMPANY
    firm = frozenset({"vat_id", "phone"})
    assert read("name", "GET /x", firm).weight(Kind.PERSON_NAME) == FIRM
    assert read("name", "GET /x", firm | {"birthday"}).weight(Kind.PERSON_NAME) == AMONG_PERSONS


def test_a_bound_per_person_is_no_number_of_a_person() -> None:
    assert read("waiting_list_limit_per_user").otherwise
    assert read("max_tickets_per_customer").otherwise
    assert not read("per_user").otherwise
    assert not read("granted_by_user").otherwise


def test_an_identifier_numbers_the_nearest_thing_around_it() -> None:
    assert read("results[].identifier", "GET /shops/a/customers").weight(Kind.ACCOUNT_ID) == IN_COMPANY
    assert read("results[].id", "GET /organizers/a/members").weight(Kind.ACCOUNT_ID) == IN_COMPANY
    assert read("results[].id", "GET /organizers/a/giftcards").weight(Kind.ACCOUNT_ID) != IN_COMPANY
    assert read("id", "GET /users/{id}").weight(Kind.ACCOUNT_ID) == IN_COMPANY
    assert read("question_identifier", "GET /customers").weight(Kind.ACCOUNT_ID) != IN_COMPANY


def test_a_bare_list_does_not_make_a_name_a_thing_s() -> None:
    beside = frozenset({"name", "phone", "email", "price"})
    for path in ("items[].name", "table[].name", "nodes[].name"):
        assert read(path, "page.html", beside).weight(Kind.PERSON_NAME) == AMONG_PERSONS
    assert read("products[].name", "page.html", beside).weight(Kind.PERSON_NAME) == OTHERWISE
