"""Made numbers that pass their own check: nobody's in particular, and by another hand than the recognisers' libraries."""

from __future__ import annotations

from random import Random

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_DIVISIONS = ("110101", "310104", "330106", "440305", "510107", "420106", "320102", "370202", "610113", "350203")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def digits(rng: Random, length: int, first: str = "123456789") -> str:
    """`length` random digits, the first from `first`."""
    return rng.choice(first) + "".join(str(rng.randrange(10)) for _ in range(length - 1))


def luhn(rng: Random, prefix: str, length: int) -> str:
    """A number of `length` digits that begins with `prefix` and passes Luhn's check (ISO/IEC 7812-1, annex B)."""
    body = [int(digit) for digit in prefix] + [rng.randrange(10) for _ in range(length - len(prefix) - 1)]
    doubled = [digit if at % 2 else digit * 2 - 9 * (digit > 4) for at, digit in enumerate(reversed(body))]
    return "".join(map(str, body)) + str(-sum(doubled) % 10)


def resident_id(rng: Random) -> str:
    """A Chinese resident's 18 characters (GB 11643-1999): division, day of birth, sequence, check."""
    born = f"{rng.randrange(1946, 2012)}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}"
    body = f"{rng.choice(_DIVISIONS)}{born}{rng.randrange(1000):03}"
    return body + _ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def citizen_id(rng: Random) -> str:
    """A Vietnamese citizen's 12 digits: province, century and sex, two digits of the year, six at random."""
    province = rng.choice(("001", "079", "048", "031", "092", "036", "038", "052", "075", "080"))
    year = rng.randrange(1950, 2010)
    return f"{province}{2 * (year >= 2000) + rng.randrange(2)}{year % 100:02}{rng.randrange(1_000_000):06}"


def tax_id(rng: Random) -> str:
    """A German tax number of 11 digits: one digit of the first ten twice, one missing, check by ISO 7064 MOD 11,10."""
    ten = rng.sample(range(10), 9)
    ten.insert(rng.randrange(1, 10), rng.choice(ten))
    while ten[0] == 0:
        rng.shuffle(ten)
    product = 10
    for digit in ten:
        product = ((digit + product) % 10 or 10) * 2 % 11
    return "".join(map(str, ten)) + str((11 - product) % 10)


def social_security(rng: Random) -> str:
    """Nine digits of the United States, in the ranges that are assigned: area not 000, 666 or 9xx."""
    area = rng.choice([*range(1, 666), *range(667, 900)])
    return f"{area:03}{rng.randrange(1, 100):02}{rng.randrange(1, 10_000):04}"


def s10(rng: Random, country: str) -> str:
    """A parcel of the Universal Postal Union: two letters, eight digits, check digit, country (standard S10)."""
    body = digits(rng, 8, "0123456789")
    check = 11 - sum(int(digit) * weight for digit, weight in zip(body, _S10_WEIGHTS, strict=True)) % 11
    return f"{rng.choice('RCEL')}{rng.choice('ABEX')}{body}{0 if check == 10 else 5 if check == 11 else check}{country}"


def ean13(rng: Random, prefix: str) -> str:
    """A product's 13 digits (GS1): with the prefix 978 a book's ISBN."""
    body = prefix + digits(rng, 12 - len(prefix), "0123456789")
    return body + str(-sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body)) % 10)


def company_code(rng: Random) -> str:
    """A Chinese company's unified social credit code of 18 characters (GB 32100-2015)."""
    body = "91" + rng.choice(_DIVISIONS) + "".join(rng.choice(_USCC_ALPHABET) for _ in range(9))
    total = sum(_USCC_ALPHABET.index(char) * pow(3, at, 31) for at, char in enumerate(body))
    return body + _USCC_ALPHABET[-total % 31]
