"""im_account: accounts of instant messengers: WeChat, QQ, Telegram, LINE, Zalo, Skype, Signal, WhatsApp links.

Claim: WeChat's own numbers (`wxid_...`) and links to an account (`t.me/name`, `wa.me/...`) tell themselves; a WeChat openid has
28 characters and begins with `o`. All others are plain words or digits that only an announcing word tells (`QQ: 12345`,
`微信号 abc`).

Masked: `wx******2` and `12****89` where a word announces it.

Source: the messengers' own documents on names, links and identifiers (WeChat: 6 to 20 characters; QQ: 5 to 11 digits).
"""

from __future__ import annotations

import re

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, form_of, hidden
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer

_MESSENGERS = words(
    "qq|wechat|weixin|微信|加v|vx|telegram|line id|zalo|skype|kakao(?:talk)?|viber",
    reach=24,
    between="['\"]?(?:号码?| ?id| account| no)? ?[:=\uff1a]? ?['\"]?",
)
_MARKED = re.compile(r"[0-9_*-]")
_COLONS = ":=\uff1a"
_EDGE = WORD + "_.@" + STARS


def _read_own(_: re.Match[str]) -> Reading:
    return Kind.IM_ACCOUNT, Form.CLEAR, None, 0.95


def _read_openid(match: re.Match[str]) -> Reading | None:
    value = match[0]
    mixed = (
        any(char.isupper() for char in value)
        and any(char.islower() for char in value[1:])
        and any(char.isdigit() for char in value)
    )
    return (Kind.IM_ACCOUNT, Form.CLEAR, None, 0.4) if mixed else None


def _read_announced(match: re.Match[str]) -> Reading | None:
    value = match[0]
    if 0 < hidden(value) < 3 or not (_MARKED.search(value) or match.string[: match.start()].rstrip(" '\"")[-1:] in _COLONS):
        return None
    return Kind.IM_ACCOUNT, form_of(match[0]), None, 0.8


IM_ACCOUNT = ShapeRecognizer(
    "im_account",
    (Kind.IM_ACCOUNT,),
    (
        Shape("wxid_[0-9a-z]{6,24}", _read_own, sign="wxid_"),
        Shape(
            r"(?:t\.me/|telegram\.me/|wa\.me/|line\.me/ti/p/|zalo\.me/|m\.me/)[+~@]?[0-9A-Za-z_.]{4,32}", _read_own, sign=r"\.me/"
        ),
        Shape(r"live:\.?[a-z0-9_.]{3,40}", _read_own, sign="live:"),
        Shape("o[0-9A-Za-z_-]{27}", _read_openid, "0-9A-Za-z_-", "0-9A-Za-z_-", sign="o[0-9A-Za-z_-]{27}"),
        Shape(
            f"@?[0-9A-Za-z][0-9A-Za-z_.{STARS}-]{{3,18}}[0-9A-Za-z_{STARS}]",
            _read_announced,
            _EDGE,
            WORD + STARS + "_@-",
            after=_MESSENGERS,
        ),
    ),
)
