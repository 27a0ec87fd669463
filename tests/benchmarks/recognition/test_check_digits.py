from __future__ import annotations

from random import Random

from stdnum import ean, luhn
from stdnum.cn import ric, uscc
from stdnum.de import idnr
from stdnum.us import ssn

from benchmarks.recognition import check_digits as made
from headcount.recognizers.parcel import PARCEL


def test_made_numbers_pass_the_libraries_checks() -> None:
    rng = Random(7)  # noqa: S311 - made data must repeat; nothing here is a secret
    for _ in range(300):
        assert luhn.is_valid(made.luhn(rng, "622202", 19))
        person = made.resident_id(rng)
        assert ric.calc_check_digit(person) == person[-1]
        assert idnr.is_valid(made.tax_id(rng))
        assert ssn.is_valid(made.social_security(rng))
        assert ean.is_valid(made.ean13(rng, "978"))
        assert uscc.is_valid(made.company_code(rng))
        assert len(made.citizen_id(rng)) == 12
        assert any(span.valid for span in PARCEL.find(made.s10(rng, "DE")))
