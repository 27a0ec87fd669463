"""pretix (a ticket shop), filled with made people through its own API, and asked."""

from __future__ import annotations

import random

from faker import Faker

from benchmarks.sites.recorder import Site

SHOP = "/api/v1/organizers/shows"
EVENT = f"{SHOP}/events/summer"
ORDERS = 160
LOCALES = ("de_DE", "en_US", "zh_CN", "vi_VN")
COUNTRIES = ("DE", "US", "CN", "VN")
QUESTIONS = (
    ("Date of birth", "D", "BIRTH"),
    ("Diet or allergies", "S", "DIET"),
    ("Passport number", "S", "PASSPORT"),
    ("T-shirt size", "S", "SHIRT"),
    ("Mobile number for changes", "TEL", "MOBILE"),
)

BOOTSTRAP = """
from django_scopes import scopes_disabled
from pretix.base.models import Organizer, Team, User
with scopes_disabled():
    shop = Organizer.objects.create(name="Example Shows", slug="shows")
    shop.settings.set("customer_accounts", True)
    shop.plugins = "pretix.plugins.banktransfer"
    shop.save()
    team = Team.objects.create(organizer=shop, name="all", all_events=True)
    for right in Team._meta.fields:
        if right.name.startswith("can_") or right.name in ("all_event_permissions", "all_organizer_permissions"):
            setattr(team, right.name, True)
    team.save()
    team.members.add(User.objects.create_user("clerk@example.org", "made-password-1", fullname="Ida Beispiel"))
    print(team.tokens.create(name="made").token)
"""
"""What has no API: a shop, and a token for it. Run in the site's own process; the last line printed is the token."""


def fill(site: Site, seed: int = 1) -> None:
    """Make an event, its products and questions, customers, orders with answers, a waiting list, and doors."""
    event = site.send(f"{SHOP}/events/", _event())
    asked_of = ("attendee_names_asked", "attendee_emails_asked", "order_phone_asked")
    site.send(f"{EVENT}/settings/", {"invoice_generate": "admin"} | dict.fromkeys(asked_of, True), "PATCH")
    ticket, sold_out = (_item(site, name, size) for name, size in (("Ticket", 10_000), ("Front row", 0)))
    asked = [
        site.send(
            f"{EVENT}/questions/", {"question": {"en": text}, "type": kind, "identifier": name, "items": [ticket], "options": []}
        )
        for text, kind, name in QUESTIONS
    ]
    door = site.send(f"{EVENT}/checkinlists/", {"name": "Door", "all_products": True, "limit_products": [], "subevent": None})
    drawn = random.Random(seed)  # noqa: S311 - made people, no secrets
    fakers = {locale: Faker(locale) for locale in LOCALES}
    for at, faker in enumerate(fakers.values()):
        faker.seed_instance(seed + at)
    for number in range(ORDERS):
        locale, country = LOCALES[number % 4], COUNTRIES[number % 4]
        person = _Person(fakers[locale], country, drawn)
        customer = site.send(f"{SHOP}/customers/", person.customer())["identifier"] if number % 3 == 0 else None
        order = site.send(f"{EVENT}/orders/", person.order(number, customer, ticket, [each["id"] for each in asked]))
        if number % 4 == 0:
            site.send(f"{EVENT}/orders/{order['code']}/create_invoice/", {})
        if number % 5 == 0:
            secret = order["positions"][0]["secret"]
            site.send(
                f"{SHOP}/checkinrpc/redeem/", {"secret": secret, "lists": [door["id"]], "force": True, "ignore_unpaid": True}
            )
        if number % 6 == 0:
            site.send(f"{EVENT}/waitinglistentries/", person.waiting(sold_out))
        if number % 20 == 0:
            site.send(f"{SHOP}/giftcards/", {"value": "13.00", "currency": "EUR", "secret": f"GIFT{drawn.randrange(10**9):09}"})
            site.send(f"{EVENT}/vouchers/", {"code": f"VIP{number:04}", "max_usages": 1, "comment": f"for {person.name()}"})
    site.send(f"{SHOP}/devices/", {"name": "Scanner at the door", "all_events": True, "limit_events": []})
    if not event["slug"]:
        raise RuntimeError("the event has no name in addresses")


def capture(site: Site) -> None:
    """Ask what a partner with a token may ask."""
    for path in ("", f"{SHOP}/", f"{EVENT}/", f"{EVENT}/settings/", f"{SHOP}/settings/"):
        site.capture(path or "/api/v1/organizers/")
    site.capture_list(f"{SHOP}/customers/", f"{SHOP}/customers/{{}}/", "identifier")
    site.capture_list(f"{EVENT}/orders/", f"{EVENT}/orders/{{}}/", "code")
    for name in (
        "events",
        "giftcards",
        "devices",
        "teams",
        "teams/1/members",
        "teams/1/tokens",
        "membershiptypes",
        "saleschannels",
    ):
        site.capture_list(f"{SHOP}/{name}/")
    for name in (
        "items",
        "questions",
        "quotas",
        "orderpositions",
        "invoices",
        "transactions",
        "vouchers",
        "waitinglistentries",
        "checkinlists",
        *(f"checkinlists/{each['id']}/positions" for each in site.capture(f"{EVENT}/checkinlists/")["results"]),
        "checkins",
        "revokedsecrets",
    ):
        site.capture_list(f"{EVENT}/{name}/")


def _item(site: Site, name: str, size: int) -> int:
    item = site.send(
        f"{EVENT}/items/", {"name": {"en": name}, "default_price": "23.00", "admission": True, "personalized": True}
    )["id"]
    site.send(f"{EVENT}/quotas/", {"name": name, "size": size, "items": [item], "variations": []})
    return int(item)


def _event() -> dict[str, object]:
    return {
        "name": {"en": "Summer concert"},
        "slug": "summer",
        "currency": "EUR",
        "date_from": "2030-07-01T18:00:00Z",
        "location": {"en": "Town hall, Example Street 1"},
        "has_subevents": False,
        "meta_data": {},
        "plugins": ["pretix.plugins.banktransfer"],
    }


class _Person:
    """A made buyer, and what pretix is told of them."""

    def __init__(self, faker: Faker, country: str, drawn: random.Random) -> None:
        self.faker, self.country, self.drawn = faker, country, drawn
        self.parts = self._parts()
        self.email = f"{drawn.randrange(10**6)}.{faker.ascii_safe_email()}"

    def _parts(self) -> dict[str, str]:
        return {"_scheme": "given_family", "given_name": self.faker.first_name(), "family_name": self.faker.last_name()}

    def name(self) -> str:
        return f"{self.parts['given_name']} {self.parts['family_name']}"

    def _phone(self) -> str:
        return f"+4930{self.drawn.randrange(10**6, 10**7)}"

    def customer(self) -> dict[str, object]:
        return {"email": self.email, "name_parts": self.parts, "phone": self._phone(), "is_active": True, "locale": "en"}

    def waiting(self, item: int) -> dict[str, object]:
        return {"name_parts": self.parts, "email": self.email, "phone": self._phone(), "item": item, "locale": "en"}

    def _place(self) -> dict[str, str]:
        faker = self.faker
        return {"street": faker.street_address(), "zipcode": faker.postcode(), "city": faker.city(), "country": self.country}

    def order(self, number: int, customer: str | None, item: int, questions: list[int]) -> dict[str, object]:
        business = number % 5 == 0
        return {
            "email": self.email,
            "phone": self._phone(),
            "locale": "en",
            "sales_channel": "web",
            **({"customer": customer} if customer else {}),
            "status": "p",
            "payment_provider": "banktransfer",
            "payment_info": {"payer": self.name(), "iban": "DE89370400440532013000", "bic": "COBADEFFXXX"},
            "comment": f"called back at {self._phone()}" if number % 10 == 0 else "",
            "invoice_address": {
                "is_business": business,
                "company": self.faker.company() if business else "",
                "name_parts": self.parts,
                "vat_id": "DE123456788" if business else "",
                "internal_reference": f"PO-{number:05}" if business else "",
                **self._place(),
            },
            "positions": [self._position(number, at, item, questions) for at in range(1 + number % 3)],
            "force": True,
        }

    def _position(self, number: int, at: int, item: int, questions: list[int]) -> dict[str, object]:
        birth, diet, passport, shirt, mobile = questions
        answers = [
            (birth, self.faker.date_of_birth(minimum_age=18).isoformat()),
            (shirt, self.drawn.choice(("S", "M", "L", "XL"))),
            (mobile, self._phone()),
        ]
        if number % 4 == 0:
            answers.append((passport, f"C{self.drawn.randrange(10**7, 10**8)}"))
        if number % 5 == 0:
            answers.append((diet, self.drawn.choice(("vegan", "peanut allergy", "gluten intolerance"))))
        return {
            "positionid": at + 1,
            "item": item,
            "price": "23.00",
            "attendee_name_parts": self._parts(),
            "attendee_email": f"{number}.{at}.{self.faker.ascii_safe_email()}",
            "company": self.faker.company() if number % 2 else None,
            **self._place(),
            "answers": [{"question": question, "answer": answer, "options": []} for question, answer in answers],
        }
