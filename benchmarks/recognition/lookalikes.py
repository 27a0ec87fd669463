"""Fields that are no personal data and look like it: numbers of the same lengths, names of things, flags about personal data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from benchmarks.recognition import check_digits as made
from benchmarks.recognition.words import WORDS

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Lookalike:
    """One sort of field that is no personal data."""

    names: tuple[str, ...]
    """What developers call it; every second one is held out, as with personal fields."""
    write: Callable[[Random, str], Value]
    """Makes a value; the second argument is the language."""
    parent: str = ""
    """The object it lies in; empty: beside what identifies people."""


def _moment(rng: Random) -> int:
    return rng.randrange(1_700_000_000, 1_790_000_000)


def _date(rng: Random, sep: str = "-") -> str:
    return f"{rng.choice((2024, 2025, 2026))}{sep}{rng.randrange(1, 13):02}{sep}{rng.randrange(1, 29):02}"


def _time(rng: Random) -> str:
    return f"{rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}"


def _hex(rng: Random, length: int) -> str:
    return f"{rng.getrandbits(4 * length):0{length}x}"


def _uuid(rng: Random) -> str:
    text = _hex(rng, 32)
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def _pick(words: dict[str, list[str]]) -> Callable[[Random, str], Value]:
    return lambda rng, language: rng.choice(words[language])


def _chosen(*values: Value) -> Callable[[Random, str], Value]:
    return lambda rng, _: rng.choice(values)


LOOKALIKES: dict[str, Lookalike] = {
    "milliseconds": Lookalike(
        ("created at", "gmt create", "timestamp", "update time"), lambda r, _: _moment(r) * 1000 + r.randrange(1000)
    ),
    "seconds": Lookalike(("updated", "paid time", "ts", "expire at", "mtime"), lambda r, _: _moment(r)),
    "seconds as text": Lookalike(("last modified", "sync time"), lambda r, _: str(_moment(r))),
    "date and time": Lookalike(("paid at", "delivered at", "start time", "order time"), lambda r, _: f"{_date(r)} {_time(r)}"),
    "iso time": Lookalike(("modified at", "published at", "valid until"), lambda r, _: f"{_date(r)}T{_time(r)}Z"),
    "date": Lookalike(("delivery date", "release date", "invoice date", "effective date"), lambda r, _: _date(r)),
    "compact date": Lookalike(("biz date", "stat date", "batch date"), lambda r, _: _date(r, "")),
    "item of 11 digits": Lookalike(("item id", "goods id", "spu id", "article id"), lambda r, _: int(made.digits(r, 11, "1"))),
    "item of 11 digits as text": Lookalike(("num iid", "product id", "offer id"), lambda r, _: made.digits(r, 11, "1")),
    "serial of 16 digits": Lookalike(("serial", "serial no", "batch no", "request id"), lambda r, _: made.digits(r, 16)),
    "sequence of 18 digits": Lookalike(("sequence", "msg id", "seq no", "snowflake"), lambda r, _: made.digits(r, 18)),
    "number of 9 digits": Lookalike(("doc id", "job id", "store code"), lambda r, _: made.digits(r, 9)),
    "number of 10 digits": Lookalike(("category id", "asset id", "part number"), lambda r, _: made.digits(r, 10)),
    "number of 12 digits": Lookalike(("material no", "voucher no", "coupon id"), lambda r, _: made.digits(r, 12)),
    "sku": Lookalike(("sku", "sku code", "variant"), lambda r, _: f"{made.digits(r, 3)}-{made.digits(r, 3)}-{made.digits(r, 4)}"),
    "uuid": Lookalike(("trace id", "correlation id", "event id", "uuid"), lambda r, _: _uuid(r)),
    "hash": Lookalike(("etag", "checksum", "digest", "commit"), lambda r, _: _hex(r, 40)),
    "md5": Lookalike(("md5", "content hash", "file hash"), lambda r, _: _hex(r, 32)),
    "version": Lookalike(
        ("app version", "firmware", "build", "sdk version"), lambda r, _: ".".join(str(r.randrange(30)) for _ in range(4))
    ),
    "amount": Lookalike(("amount", "price", "total fee", "discount", "freight"), lambda r, _: round(r.uniform(1, 9999), 2)),
    "amount as text": Lookalike(("unit price", "subtotal", "tax"), lambda r, _: f"{r.uniform(1, 99_999):.2f}"),
    "count": Lookalike(("quantity", "stock", "page no", "total", "view count"), lambda r, _: r.randrange(0, 5000)),
    "ratio": Lookalike(("score", "ratio", "rate", "weight"), lambda r, _: round(r.uniform(0, 100), 6)),
    "product code": Lookalike(
        ("barcode", "ean", "gtin", "upc"), lambda r, _: made.ean13(r, r.choice(("690", "400", "893", "001")))
    ),
    "book": Lookalike(("isbn", "isbn13", "book code"), lambda r, _: made.ean13(r, "978")),
    "company": Lookalike(("credit code", "uscc", "tyshxydm", "company reg no"), lambda r, _: made.company_code(r)),
    "status": Lookalike(
        ("status", "state", "order status", "pay type"), _chosen("PAID", "SHIPPED", "CLOSED", "WAIT_SELLER_SEND_GOODS")
    ),
    "currency": Lookalike(("currency", "currency code"), _chosen("CNY", "USD", "EUR", "VND")),
    "flag": Lookalike(("enabled", "is vip", "deleted", "visible"), lambda r, _: r.random() < 0.5),
    "phone checked": Lookalike(
        ("phone verified", "mobile bound", "email verified", "has address"), lambda r, _: r.random() < 0.5
    ),
    "phone model": Lookalike(
        ("phone model", "mobile os", "device model", "phone brand"), _chosen("Pixel 8", "iPhone 15", "Mate 60", "Android 14")
    ),
    "address number": Lookalike(("address id", "address count", "phone count", "email count"), lambda r, _: r.randrange(1, 9000)),
    "kind of card": Lookalike(("card type", "card brand", "id type", "card level"), _chosen("VISA", "DEBIT", "GOLD", "01")),
    "template": Lookalike(
        ("email template", "sms template", "name format", "address format"), _chosen("welcome_v2", "T1", "{first} {last}")
    ),
    "length of name": Lookalike(
        ("name length", "ip version", "token type", "password strength"), _chosen("4", "6", "bearer", "strong")
    ),
    "goods": Lookalike(("name", "product name", "goods name", "sku name"), _pick(WORDS["goods"]), "item"),
    "title": Lookalike(("title", "subject", "headline"), _pick(WORDS["titles"]), "article"),
    "category": Lookalike(("name", "category name", "label"), _pick(WORDS["categories"]), "category"),
    "brand": Lookalike(("brand", "brand name", "manufacturer"), _pick(WORDS["brands"]), "product"),
    "shop": Lookalike(("shop name", "store name", "seller shop"), _pick(WORDS["shops"])),
    "plain remark": Lookalike(("remark", "note", "memo", "description"), _pick(WORDS["harmless"])),
    "url": Lookalike(("image", "pic url", "thumb", "link"), lambda r, _: f"https://cdn.example.com/img/{_hex(r, 12)}.jpg"),
    "file": Lookalike(
        ("file name", "attachment", "export file"), lambda r, _: f"report_{_date(r, '')}_{r.randrange(10**6)}.xlsx"
    ),
    "route": Lookalike(
        ("path", "api", "event name", "module"), _chosen("/v1/orders", "order.created", "com.example.Main", "checkout.step2")
    ),
    "colour": Lookalike(("color", "colour code", "background"), lambda r, _: f"#{_hex(r, 6)}"),
    "size": Lookalike(("size", "dimensions", "spec"), _chosen("120x60x45", "XL", "500ml", "10 x 20 cm")),
    "language": Lookalike(("locale", "lang", "timezone"), _chosen("zh_CN", "en-US", "de", "Asia/Shanghai", "UTC+7")),
    "place in store": Lookalike(
        ("shelf", "bin location", "aisle"), lambda r, _: f"A{r.randrange(30):02}-{r.randrange(30):02}-{r.randrange(9)}"
    ),
    "network": Lookalike(("netmask", "subnet mask"), _chosen("255.255.255.0", "255.255.0.0")),
    "release": Lookalike(("release", "schema version", "edition"), _chosen("1.2.3.4-beta", "10.4.0.1001", "4.12")),
}
"""By what they are."""


def name_of(rng: Random, lookalike: Lookalike, *, held_out: bool) -> str:
    """The words of a name for the field."""
    return rng.choice(lookalike.names if held_out else lookalike.names[::2])
