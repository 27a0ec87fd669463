"""What names of path segments and query parameters say about the variable beside them.

English words and the abbreviations that web frameworks and Chinese (pinyin) interfaces use. They only break ties: what a
route shows is declared in `headcount.toml`, or learned from answers.
"""

from __future__ import annotations

import re

_ENDINGS = """
css js mjs map png jpg jpeg gif webp avif bmp svg ico cur woff woff2 ttf otf eot mp3 mp4 m4a m4v webm ogg ogv wav flac mov avi
swf wasm gz tgz bz2 xz zip tar rar 7z iso exe dmg msi deb rpm apk jar rss atom xsl
"""
_LEAFING = """
page pages p year month day date archive archives tag tags category categories topic topics search q query lang locale version
versions release releases feed feeds rss static assets css js img images fonts theme themes api
jan feb mar apr may jun jul aug sep oct nov dec
"""

_PERSON_PLACES = """
u user users member members profile profiles people person customer customers patient patients account accounts author authors
employee employees staff contact contacts seller sellers buyer buyers client clients
"""
_ACTIONS = """
new add create edit update delete remove login logout signin signout signup register search find list all me self settings
preferences password reset confirm verify export import count stats status help about index home latest popular autocomplete
"""

STATIC_ENDINGS = frozenset(_ENDINGS.split())
"""Path endings of assets, archives and feeds: no records."""

NOT_A_RECORD = frozenset(_LEAFING.split())
"""A variable that follows such a segment is a place to leaf through, not a record."""

PERSON_PLACES = frozenset(word.encode() for word in _PERSON_PLACES.split())
"""What follows such a segment is somebody's name or number on sight, unless it is one of `ACTIONS`."""

ACTIONS = frozenset(word.encode() for word in _ACTIONS.split())
"""Words that stand where a name could, and are none."""

NOT_A_SUBJECT = re.compile(
    r"""^(?: page\w* | p | pn | offset | start | begin | limit | size | count | num | per_?page | rows | sort\w* | order_?by
    | dir | direction | q | query | search\w* | s | keywords? | kw | term | lang\w* | locale | hl | v | ver | version
    | rev | _+ | t | ts | time\w* | date\w* | year | month | day | from | to | until | since | cb | callback | jsonp
    | nonce | rand\w* | r | token | csrf\w* | _?xsrf | sig\w* | sign | hash | key | api_?key | utm_\w+ | gclid
    | fbclid | msclkid | ref\w* | redirect\w* | return\w* | next | url | uri | link | w | h | width | height | dpr
    | scale | quality | format | fmt | type | mode | view | action | act | do | op | option | task | module | mod
    | controller | fields? | include | expand | filter\w* | lat | lng | lon | zoom | x | y | z | sess\w* | phpsessid
    | jsessionid | sid | cid | itemid | cat | category\w* | tag\w* | theme | template | layout | color | user_?agent
    | ip | host | domain | debug | cache\w* | flav | tz )$""",
    re.IGNORECASE | re.VERBOSE,
)
"""Query parameters that steer a page and name no record."""

PERSON_NAME = re.compile(
    r"""^(?: \w*[_-] )?
    (?: user | usr | uid | u | buyer | seller | member | customer | cust | client | patient | person | people | employee
    | emp | staff | contact | profile | author | owner | account | acct | phone | mobile | tel | msisdn | e?mail
    | nick\w* | login | user_?name | openid | unionid | sfz\w* | idcard\w* | shouji\w* | dianhua )
    (?: [_-]?(?: id | no | num | number | name | key | uuid ) )?$""",
    re.IGNORECASE | re.VERBOSE,
)
"""Query parameters that name a person."""

RECORD_NAME = re.compile(
    r"""^(?: slug | order | parcel | invoice | ticket | case | booking | record | item | tracking | \w+Ids?
    | (?: \w*[_-] )? (?: ids? | uuid | guid | no | num | number | code ) | [opr]id )$""",
    re.VERBOSE,
)
"""Query parameters that name some record."""

VERSION = re.compile(rb"^v\d{1,3}(?:[._]\d+)*$", re.IGNORECASE)
"""Path segments such as `v2`: part of the template, although they hold a digit."""


def variable_name(sample: bytes) -> str:
    """A name for a path variable whose value looks like `sample`."""
    text = sample.decode("latin-1")
    if "@" in text or "%40" in text:
        return "email"
    if text.isdigit() or re.fullmatch(r"[0-9a-fA-F-]{8,}", text):
        return "id"
    return "name"
