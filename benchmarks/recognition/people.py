"""Made people of four languages, and the ways in which sites write down what they know about them.

Names, addresses, e-mail addresses and some phones are Faker's (en_US, zh_CN, vi_VN, de_DE); numbers with a check digit are
made by `check_digits`. A way of writing is chosen once a field, as a real site has one; the values differ.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from faker import Faker

from benchmarks.recognition import check_digits as made
from benchmarks.recognition.words import POSITIONS, WORDS

LOCALES = {"en": "en_US", "zh": "zh_CN", "vi": "vi_VN", "de": "de_DE"}
CARD_PREFIXES = {
    "en": ("4539", "4024", "5424", "5105", "3714"),
    "zh": ("622202", "621661", "622848", "625700", "621700"),
    "vi": ("970436", "4283", "5301", "970418"),
    "de": ("4917", "5232", "4556", "5399"),
}

Writer = Callable[[], str | int | float]
"""Makes the next value of one field."""


def stars(text: str, left: int, right: int, sign: str = "*") -> str:
    """The text with the letters and digits between the first `left` and last `right` characters hidden."""
    end = len(text) - right
    return "".join(sign if left <= at < end and char.isalnum() else char for at, char in enumerate(text))


class People:
    """The people of one language; every draw from one generator, so that a seed gives the same people."""

    def __init__(self, language: str, rng: Random) -> None:
        self.language, self.rng = language, rng
        self.fake = Faker(LOCALES[language])
        self.fake.seed_instance(rng.randrange(1 << 30))

    def name(self) -> str:
        """A full name, as written in the language."""
        return str(self.fake.name())

    def phone(self) -> str:
        """A phone number as sites store it: Faker's forms, and the usual mobile forms of the country."""
        rng, language = self.rng, self.language
        if language == "vi" and rng.random() < 0.7:
            return rng.choice(("03", "07", "08", "09")) + rng.choice("23456789") + made.digits(rng, 7, "0123456789")
        if language == "de" and rng.random() < 0.5:
            prefix = rng.choice(("0151", "0160", "0171", "0172", "0176"))
            return f"{prefix}{rng.choice(('', '/', ' '))}{made.digits(rng, 8)}"
        return str(self.fake.phone_number())

    def mobile(self) -> tuple[str, str]:
        """The digits of a mobile number: the country's prefix, and the number without the leading zero."""
        rng = self.rng
        if self.language == "zh":
            return "86", str(self.fake.phone_number())
        if self.language == "vi":
            return "84", rng.choice("3789") + rng.choice("23456789") + made.digits(rng, 7, "0123456789")
        if self.language == "de":
            return "49", rng.choice(("151", "160", "171", "172", "176")) + made.digits(rng, 8 if rng.random() < 0.3 else 7)
        return "1", f"{rng.choice((212, 415, 503, 617, 702, 303))}{rng.randrange(220, 990)}{rng.randrange(10_000):04}"

    def national_id(self) -> str:
        """The person number of the country."""
        makers = {"zh": made.resident_id, "vi": made.citizen_id, "de": made.tax_id, "en": made.social_security}
        return makers[self.language](self.rng)

    def card(self) -> str:
        """A bank card's number that passes Luhn's check, of an issuer of the country."""
        prefix = self.rng.choice(CARD_PREFIXES[self.language])
        length = 15 if prefix.startswith("37") else self.rng.choice((16, 16, 19)) if prefix.startswith("62") else 16
        return made.luhn(self.rng, prefix, length)

    def address(self) -> str:
        """One line: Faker's, without its postal code where it would stand behind a blank."""
        text = str(self.fake.address()).replace("\n", ", ")
        return text.rsplit(" ", 1)[0] if self.language == "zh" else text

    def ways(self, what: str) -> tuple[Writer, ...]:
        """The clear ways of writing `what` in this language; empty where the language has none."""
        return _CLEAR[what](self) if what in _CLEAR else ()

    def masked_ways(self, what: str) -> tuple[Writer, ...]:
        """The masked ways; empty where sites do not mask it."""
        return _MASKED[what](self) if what in _MASKED else ()

    def certain_ways(self, what: str) -> tuple[Writer, ...]:
        """Ways that a careful reader tells without the field's name: with a country's prefix, a check digit, an `@`."""
        if what == "phone":
            spaced = {"zh": (3, 7), "en": (3, 6), "vi": (2, 5), "de": (3, 6)}[self.language]
            return lambda: "+{}{}".format(*self.mobile()), lambda: _grouped(*self.mobile(), spaced)
        if what == "national_id":
            return (self.national_id,) if self.language == "zh" else ()
        return (self.card,) if what == "bank_card" else self.ways(what)


def _grouped(prefix: str, number: str, at: tuple[int, int]) -> str:
    return f"+{prefix} {number[: at[0]]} {number[at[0] : at[1]]} {number[at[1] :]}"


def _in_fours(number: str) -> str:
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def _phones(of: People) -> tuple[Writer, ...]:
    return of.phone, of.phone, lambda: "+{}{}".format(*of.mobile()), lambda: _dashed(*of.mobile())


def _dashed(prefix: str, number: str) -> str:
    second = 7 if prefix == "86" else 6
    return f"{'0' if prefix in {'49', '84'} else ''}{number[:3]}-{number[3:second]}-{number[second:]}"


def _birth_dates(of: People) -> tuple[Writer, ...]:
    forms = {"zh": "%Y/%m/%d", "en": "%m/%d/%Y", "vi": "%d/%m/%Y", "de": "%d.%m.%Y"}

    def form(how: str) -> Writer:
        return lambda: str(of.fake.date_of_birth(minimum_age=16, maximum_age=90).strftime(how))

    return form("%Y-%m-%d"), form("%Y-%m-%d"), form("%Y%m%d"), form(forms[of.language])


def _national_ids(of: People) -> tuple[Writer, ...]:
    if of.language == "en":
        return (lambda: f"{(number := of.national_id())[:3]}-{number[3:5]}-{number[5:]}",)
    if of.language == "de":
        return of.national_id, lambda: f"{(number := of.national_id())[:2]} {number[2:5]} {number[5:8]} {number[8:]}"
    return (of.national_id,)


def _plate(of: People) -> str:
    if of.language == "zh":
        return f"{of.rng.choice('京沪粤苏浙鲁川鄂湘闽')}{of.rng.choice('ABCDEFGH')}{made.digits(of.rng, 5)}"
    return str(of.fake.license_plate())


_CLEAR: dict[str, Callable[[People], tuple[Writer, ...]]] = {
    "person_name": lambda of: (of.name,),
    "first_name": lambda of: (lambda: of.name().split()[-2] if of.language == "vi" else str(of.fake.first_name()),),
    "last_name": lambda of: (lambda: str(of.fake.last_name()),),
    "phone": _phones,
    "email": lambda of: (lambda: str(of.fake.email()),),
    "national_id": _national_ids,
    "bank_card": lambda of: (of.card, of.card, lambda: _in_fours(of.card())),
    "bank_account": lambda of: (
        (lambda: str(of.fake.iban()), lambda: _in_fours(str(of.fake.iban()))) if of.language in "en de" else ()
    ),
    "address": lambda of: (
        (of.address, of.address, lambda: str(of.fake.street_address())) if of.language != "zh" else (of.address,)
    ),
    "city": lambda of: (lambda: str(of.fake.city()),),
    "province": lambda of: (lambda: str(of.fake.administrative_unit()),),
    "postal_code": lambda of: (lambda: str(of.fake.postcode()),),
    "birth_date": _birth_dates,
    "nickname": lambda of: (
        lambda: str(of.fake.user_name()),
        lambda: of.rng.choice(WORDS["nicks"][of.language]) + str(of.rng.randrange(100)),
    ),
    "account_id": lambda of: (
        lambda: of.rng.randrange(10_000, 99_999_999),
        lambda: f"u{made.digits(of.rng, 9)}",
        lambda: str(of.fake.uuid4()),
    ),
    "order": lambda of: (
        lambda: made.digits(of.rng, 18),
        lambda: made.digits(of.rng, 16),
        lambda: f"SO-2025-{of.rng.randrange(10**6):06}",
    ),
    "parcel": lambda of: (
        lambda: of.rng.choice(("SF", "YT", "JD")) + made.digits(of.rng, 13),
        lambda: made.s10(of.rng, of.rng.choice(("CN", "DE", "US", "VN"))),
        lambda: "1Z" + made.digits(of.rng, 16),
    ),
    "ip_address": lambda of: (
        lambda: f"198.{18 + of.rng.randrange(2)}.{of.rng.randrange(256)}.{of.rng.randrange(1, 255)}",
        lambda: f"2001:db8:{of.rng.randrange(1 << 16):x}:{of.rng.randrange(1 << 16):x}::{of.rng.randrange(1, 1 << 16):x}",
    ),
    "imei": lambda of: (lambda: made.luhn(of.rng, of.rng.choice(("35", "86")), 15),),
    "mac": lambda of: (lambda: ":".join(f"{of.rng.randrange(256):02x}" for _ in range(6)),),
    "advertising_id": lambda of: (lambda: str(of.fake.uuid4()).upper(), lambda: str(of.fake.uuid4())),
    "latitude": lambda of: (lambda: round(of.rng.uniform(-60, 70), 6),),
    "longitude": lambda of: (lambda: round(of.rng.uniform(-180, 180), 6),),
    "position": lambda of: (
        lambda: "{:.6f},{:.6f}".format(*(p + of.rng.uniform(-0.2, 0.2) for p in of.rng.choice(POSITIONS[of.language]))),
    ),
    "gender": lambda of: (lambda: of.rng.choice(WORDS["sexes"][of.language]),),
    "marital": lambda of: (lambda: of.rng.choice(WORDS["marital"][of.language]),),
    "age": lambda of: (lambda: of.rng.randrange(18, 90),),
    "health": lambda of: (lambda: of.rng.choice(WORDS["health"][of.language]),),
    "passport": lambda of: (
        lambda: (
            {
                "zh": of.rng.choice(("E", "EA", "EJ")),
                "vi": of.rng.choice(("B", "C")),
                "de": "C01X",
                "en": "",
            }[of.language]
            + made.digits(of.rng, {"zh": 8, "vi": 7, "de": 5, "en": 9}[of.language])
        ),
    ),
    "driver_license": lambda of: (
        (lambda: of.rng.choice("ABCDFGHKLMNRSTW") + made.digits(of.rng, 7),) if of.language == "en" else ()
    ),
    "travel_permit": lambda of: (lambda: of.rng.choice("HMC") + made.digits(of.rng, 8),) if of.language == "zh" else (),
    "plate": lambda of: (lambda: _plate(of),),
    "vin": lambda of: (lambda: str(of.fake.vin()),),
    "password": lambda of: (lambda: str(of.fake.password(length=12)),),
    "token": lambda of: (
        lambda: str(of.fake.sha1()),
        lambda: "sk_live_" + str(of.fake.md5())[:24],
        lambda: f"eyJhbGciOiJIUzI1NiJ9.{str(of.fake.sha256())[:40]}.{str(of.fake.sha256())[:43]}",
    ),
    "wechat": lambda of: (lambda: "wxid_" + str(of.fake.md5())[:14],) if of.language == "zh" else (),
    "qq": lambda of: (lambda: made.digits(of.rng, 9),) if of.language == "zh" else (),
    "job": lambda of: (lambda: of.rng.choice(WORDS["jobs"][of.language]),),
    "employer": lambda of: (lambda: of.rng.choice(WORDS["employers"][of.language]),),
    "assets": lambda of: (lambda: of.rng.randrange(30, 900) * 100, lambda: round(of.rng.uniform(10, 90_000), 2)),
}

_MASKED: dict[str, Callable[[People], tuple[Writer, ...]]] = {
    "person_name": lambda of: (
        (lambda: stars(of.name(), 1, 0),)
        if of.language == "zh"
        else (lambda: " ".join(part[0] + "***" for part in of.name().split()),)
    ),
    "phone": lambda of: (lambda: stars(of.mobile()[1], 3, 4), lambda: stars("+{}{}".format(*of.mobile()), 5, 3)),
    "email": lambda of: (lambda: (text := str(of.fake.email()))[0] + "***" + text[text.index("@") :],),
    "national_id": lambda of: (
        (lambda: stars(of.national_id(), 3, 4),) if of.language != "en" else (lambda: "***-**-" + of.national_id()[-4:],)
    ),
    "bank_card": lambda of: (
        lambda: "**** **** **** " + of.card()[-4:],
        lambda: stars(of.card(), 6, 4),
        lambda: stars(of.card(), 0, 4),
    ),
    "address": lambda of: (lambda: of.address()[:6] + "****",) if of.language == "zh" else (),
    "passport": lambda of: (lambda: of.rng.choice("EG") + "******" + made.digits(of.rng, 2),) if of.language == "zh" else (),
}
