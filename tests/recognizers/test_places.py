from __future__ import annotations

import pytest

from headcount.model.kind import Kind
from headcount.recognizers.places import Places

PLACES = Places()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Estonia", [("Estonia", Kind.REGION, 0.6)]),
        ("we went to New Zealand and Oslo.", [("New Zealand", Kind.REGION, 0.55), ("Oslo", Kind.REGION, 0.55)]),
        ("Thành phố Hồ Chí Minh", [("Hồ Chí Minh", Kind.REGION, 0.55)]),
        ("Bosnia and Herzegovina", [("Bosnia and Herzegovina", Kind.REGION, 0.6)]),
        ("a Finnish player", [("Finnish", Kind.DEMOGRAPHIC, 0.55)]),
        ("I am Thai", [("Thai", Kind.DEMOGRAPHIC, 0.55)]),
        ("Russian", [("Russian", Kind.DEMOGRAPHIC, 0.55)]),
        ("I am thai but live here", [("thai", Kind.DEMOGRAPHIC, 0.55)]),
        ("a thai dish", []),
        ("turkish coffee, French fries", [("French", Kind.DEMOGRAPHIC, 0.5)]),
        ("the Danes came", [("Danes", Kind.DEMOGRAPHIC, 0.5)]),
        ("American Red Ball Movers", [("American", Kind.DEMOGRAPHIC, 0.25)]),
        ("Cyprus (Greek)", [("Cyprus", Kind.REGION, 0.55), ("Greek", Kind.DEMOGRAPHIC, 0.25)]),
        ("she speaks Italian", [("Italian", Kind.DEMOGRAPHIC, 0.25)]),
        ("German was easy", [("German", Kind.DEMOGRAPHIC, 0.25)]),
        ("a Muslim woman", [("Muslim", Kind.SPECIAL_CATEGORY, 0.55)]),
        ("Christian called", [("Christian", Kind.SPECIAL_CATEGORY, 0.2)]),
        ("turkey with rice", []),
        ("New\0Zealand", []),
    ],
)
def test_places(text: str, found: list[tuple[str, Kind, float]]) -> None:
    assert [(text[span.start : span.end], span.kind, span.certainty) for span in PLACES.find(text)] == found
