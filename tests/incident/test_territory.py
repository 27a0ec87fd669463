from __future__ import annotations

from zoneinfo import ZoneInfo

from headcount.incident.laws import laws
from headcount.incident.territory import MEMBERS, NOWHERE, code_of, covers, languages_of, zone_of
from headcount.model.organisation import Organisation


def test_places_become_codes() -> None:
    places = {"Guangdong": "cn", "Bayern": "DE-BY"}
    assert [code_of(name, places) for name in ("Guangdong", "Bayern", "us-ca", " SG ", "UK")] == [
        "CN",
        "DE-BY",
        "US-CA",
        "SG",
        "GB",
    ]
    assert [code_of(name, {}) for name in ("region 0", "unknown", "", "USA", "中国")] == [NOWHERE] * 5


def test_what_a_jurisdiction_covers() -> None:
    assert covers("EU", "DE-BY")
    assert covers("EU", "EU")
    assert not covers("EU", "GB")
    assert covers("US", "US-CA")
    assert not covers("US-CA", "US-TX")
    assert not covers("CN", "HK")
    assert not covers("IN", "")


def test_the_union_has_27_members_with_time_zones() -> None:
    assert len({ZoneInfo(zone).key for zone in MEMBERS.values()}) == 27


def test_the_authority_is_where_the_organisation_is() -> None:
    gdpr = next(law for law in laws() if law.id == "eu.gdpr")
    pipl = next(law for law in laws() if law.id == "cn.pipl.57")
    assert zone_of(gdpr, Organisation(jurisdictions=("CN", "IE", "DE"))) == "Europe/Dublin"
    assert zone_of(gdpr, Organisation(jurisdictions=("EU",))) == "Europe/Brussels"
    assert zone_of(pipl, Organisation(jurisdictions=("DE",))) == "Asia/Shanghai"


def test_the_language_is_the_authoritys() -> None:
    gdpr = next(law for law in laws() if law.id == "eu.gdpr")
    japan = next(law for law in laws() if law.id == "jp.appi")
    assert languages_of(gdpr, Organisation(jurisdictions=("FR", "DE"))) == ("fr", "de", "en")
    assert languages_of(gdpr, Organisation(jurisdictions=("PL",))) == ("en",)
    assert languages_of(japan, Organisation(jurisdictions=("FR",))) == ("ja",)
