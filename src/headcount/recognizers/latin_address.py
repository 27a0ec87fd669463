"""latin_address: postal addresses in Latin script.

Claim: a number, a name and a word for a street (`12 Elm Street`, `Hauptstraße 5`, `Calle Mayor 3`, `12 đường Lê Lợi, Quận 1`)
are an address (0.85, with city and postal code 0.93); a number with two or three names alone (`1234 Via Marlow`) may be one
(0.35). Written for English, German, Dutch, Nordic, French, Spanish, Portuguese, Italian, Polish and Vietnamese addresses.

Source: forms of the Universal Postal Union's addressing guides, from general knowledge; rules of this project.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import END
from headcount.recognizers.shapes import Reading, Shape, ShapeRecognizer

_CAP = r"[A-ZÀ-ÖØ-ÞĀ-ŽƠƯẠ-Ỹ]"
_QUOTE = "\u2019"
_NAME = rf"{_CAP}[\w'{_QUOTE}.-]{{0,20}}"
_NAMES = rf"(?:(?:{_NAME}|of|the|de|la|del|los|las|le|du|des|\d{{1,3}}(?:st|nd|rd|th)) ){{1,5}}?"
_KINDS = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Way|Terrace|Ter|Trail|Trl"
    r"|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Close|Crescent|Cres"
    r"|Row|Alley|Plaza|Point|Ridge|Loop|Run|Grove|Gardens|Mews|Hill|Walk|Path|Pike|Turnpike|Crossing|Bypass|Expressway"
    r"|Freeway|Route|Causeway|Esplanade|Parade|Green|Rise|Quay"
    r"|Village|Villages|Springs|Station|Stream|Summit|Track|Trace|Tunnel|Union|Valley|Via|Viaduct|View|Ville|Vista|Wall|Well"
    r"|Wells|Brook|Bridge|Burg|Camp|Canyon|Cape|Center|Cliff"
    r"|Common|Corner|Course|Cove|Creek|Curve|Dale|Dam|Divide|Estate|Estates|Extension|Fall|Falls|Ferry|Field|Fields|Flat"
    r"|Flats|Ford|Forest|Forge|Fork|Forks|Fort|Glen|Harbor|Haven"
    r"|Heights|Hills|Hollow|Inlet|Island|Isle|Junction|Key|Knoll|Lake|Landing|Light|Lodge|Manor|Meadow|Meadows|Mill|Mills"
    r"|Mission|Mount|Mountain|Neck|Orchard|Oval|Park|Pass|Pine"
    r"|Plain|Plains|Port|Prairie|Ramp|Ranch|Rapid|Rest|River|Shoal|Shore|Skyway|Spur)s?\b\.?"
)
_UNIT = r"(?:,? ?(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl|Room|Rm|Building|Bldg|No|#)\.? ?#?[\w-]{1,8})?"
_TOWN = (
    rf"(?:,? (?:{_CAP}[^\W\d_]{{0,20}} ?){{1,4}})?(?:,? [A-Z]{{2,3}})?(?:,? (?:\d{{4,6}}(?:-\d{{3,4}})?"
    r"|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}))?"
)
_ZIP = re.compile(r"\d{4,6}(?:-\d{3,4})?$|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$")
_POSTAL = rf"(?:,? (?:[A-Z]{{1,2}}-)?\d{{4,6}} {_NAME}(?: {_NAME}){{0,3}})?"
_VIETNAMESE_ROAD = r"(?:[ĐđDd]ường|[Pp]hố|[Nn]gõ|[Hh]ẻm|[Kk]hu|[Kk]hóm|[Tt]ổ|[Tt]hôn|[Ấấ]p|ngách|số)"
_VIETNAMESE_DIVISION = r"(?:[Xx]ã|[Pp]hường|P\.|[Qq]uận|Q\.|[Hh]uyện|[Tt]hị [Xx]ã|[Tt]hị trấn|TX\.?|TP\.?|[Tt]hành phố|[Tt]ỉnh)"
_HOUSE = r"(?:n[º°.o] ?|No\.? ?|Nr\.? ?)?\d{1,5}(?:[-/]\d{1,4})? ?[A-Za-z]?\b"


def _address(certainty: float) -> Callable[[re.Match[str]], Reading]:
    """A reading with this certainty, surer with a postal code at the end."""

    def read(match: re.Match[str]) -> Reading:
        complete = _ZIP.search(match[0]) is not None
        return Kind.ADDRESS, Form.CLEAR, None, round(certainty + 0.08, 2) if complete else certainty

    return read


def _bare(match: re.Match[str]) -> Reading | None:
    """A number and names fill the line: the weakest form."""
    line_end = match.string[match.end() : match.end() + 1]
    line_start = match.string[match.start() - 1 : match.start()] if match.start() else ""
    return (Kind.ADDRESS, Form.CLEAR, None, 0.35) if line_end in {"", "\n", END} and line_start in {"", "\n", END} else None


_NUMBER_FIRST = r"[0-9][A-Za-z]?,? [A-Za-z\x{c0}-\x{1ef9}]"
_NUMBER_LAST = r"[A-Za-z\x{c0}-\x{1ef9}.,][\x{b0}\x{ba}]? ?[0-9]"
_EDGE = "0-9A-Za-z_@"
LATIN_ADDRESS = ShapeRecognizer(
    "latin_address",
    (Kind.ADDRESS,),
    (
        Shape(
            rf"\d{{1,6}}[A-Za-z]?(?:[-/]\d{{1,4}})? {_NAMES}{_KINDS}(?: (?:[NSEW]|NE|NW|SE|SW|North|South|East"
            rf"|West)\b)?{_UNIT}{_TOWN}",
            _address(0.85),
            _EDGE,
            sign=_NUMBER_FIRST,
        ),
        Shape(
            rf"(?:{_CAP}[\w.-]{{0,20}} )?{_CAP}?[\w.-]{{1,24}}(?:straße|strasse|str\.|gasse|platz|allee|damm|ufer|weg|ring"
            r"|-Straße|-Platz|-Allee|-Weg|-Ring|-Gasse|-Ufer|steig"
            r"|gade|vej|vægen|vägen|gatan|gata|veien|vegen|laan|straat|plein|gracht"
            rf"|katu|kuja|tie|brekka|braut|stígur) ?\d{{1,4}}(?: ?[a-zA-Z]\b)?(?:[-/]\d{{1,4}})?{_POSTAL}",
            _address(0.85),
            _EDGE,
            sign=_NUMBER_LAST,
        ),
        Shape(
            r"(?:Calle|C/|Avenida|Avda\.?|Av\.|Paseo|Plaza|Carrera|Cra\.?|Calzada|Camino|Rua|Travessa|Praça|Largo|Rue|Chemin"
            r"|Allée|Impasse|Quai|Boulevard|Bd\.?|Via|Viale|Piazza|Corso|Vicolo"
            rf"|Strada|Ulica|ul\.|al\.|pl\.|Str\.|Calea|Ulitsa|Jalan|Jl\.|Soi|Am|An der|Auf dem|Im|Unter den) ?(?:(?:{_CAP}"
            rf"|de|del|la|las|los|el|dos|da|do|di|della|du|des|y|d')[\w'{_QUOTE}.-]{{0,20}},? ){{1,6}}?{_HOUSE}"
            rf"{_UNIT}{_POSTAL}",
            _address(0.85),
            _EDGE,
            sign=_NUMBER_LAST,
        ),
        Shape(
            rf"\d{{1,5}}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|chemin|place|allée|impasse|quai|cours|route|Rue|Avenue"
            r"|Boulevard|Chemin|Allée|Impasse|Quai|Route) (?:(?:de|du|des|la|le|l'"
            rf"|d')? ?{_NAME},? ?){{1,5}}(?:\d{{5}} {_NAME})?",
            _address(0.8),
            _EDGE,
            sign=_NUMBER_FIRST,
        ),
        Shape(
            rf"(?:[Ss]ố (?:nhà )?)?\d{{1,5}}[A-Z]?(?:/\d{{1,4}}){{0,3}}[A-Z]?"
            rf"(?:,? (?:{_VIETNAMESE_ROAD}|{_CAP}\w{{0,12}}|\d{{1,4}})){{1,10}}?"
            rf",? {_VIETNAMESE_DIVISION}(?:,? (?:{_VIETNAMESE_DIVISION}|{_CAP}\w{{0,12}}|\d{{1,2}}(?!\d)|\d{{5,6}})){{1,12}}",
            _address(0.8),
            _EDGE,
            sign=_NUMBER_FIRST,
        ),
        Shape(
            rf"[Ss]ố (?:nhà )?\d{{1,5}}[A-Z]?(?:/\d{{1,4}}){{0,3}}(?: {_CAP}\w{{0,12}}){{1,4}}",
            _address(0.6),
            _EDGE,
            sign=_NUMBER_FIRST,
        ),
        Shape(
            rf"\d{{1,6}} (?:{_NAME} ){{1,5}}?(?:Apt|Suite|Ste|Unit)\.? #?\w{{1,6}}{_TOWN}",
            _address(0.85),
            _EDGE,
            sign=_NUMBER_FIRST,
        ),
        Shape(
            rf"(?:(?:Unit|PSC) \d{{1,5}},? Box \d{{1,5}}|US(?:S|NS|NV|CGC) {_NAME})[, \n]{{1,3}}[ADF]PO A[AEP] \d{{5}}",
            _address(0.85),
            _EDGE,
            sign=r"[ADF]PO A[AEP] [0-9]",
        ),
        Shape(
            r"(?:P\.? ?O\.? ?Box|PO Box|Postfach|Apartado(?: Postal)?|Casilla) ?\d{1,6}", _address(0.85), _EDGE, sign=_NUMBER_LAST
        ),
        Shape(rf"\d{{1,5}} {_CAP}[a-zà-ÿ]{{1,16}}(?: {_CAP}[a-zà-ÿ]{{1,16}}){{1,3}}", _bare, _EDGE, sign=_NUMBER_FIRST),
    ),
)
