"""credential: passwords, tokens, keys and codes that open an account.

Claim: keys of well-known makers carry a prefix and a length (`AKIA...`, `ghp_...`, `sk_live_...`), a signed token has parts that
begin with `eyJ`, a private key its header, a stored password its scheme (`$2b$12$...`, reported as hashed). What is only long
and mixed is reported low: identifiers look alike. Words announce passwords and one-time codes (`password=`, `密码`, `OTP`).

Masked: `password: ******`, `sk_live_****1234`.

Source: RFC 7519 (signed tokens), RFC 7468 (private keys), RFC 7617 and RFC 6750 (headers), crypt(5) and the PHC string format for
stored passwords, the makers' public notes on prefixes of their keys.
"""

from __future__ import annotations

import re

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, form_of
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer

_SECRETS = (
    "(?:passwo?r?d|passwd|pwd|passphrase|secret|api[_-]?key|(?:access|auth|refresh)?[_-]?token"
    "|密码|口令|mật khẩu|contraseña|passwort)"
    "['\"]?(?: ?[:=\uff1a] {0,2}['\"]?| is '| is \"| là | es |[为是])"
)
_CODES = words(
    "verification code|otp|one-time (?:code|password)|cvv2?|cvc2?|pin(?: code)?",
    "验证码|校验码|动态码|mã xác (?:minh|nhận)|código de verificación",
    between="['\"]?(?: is| là|为|是)? ?[:=\uff1a]? ?['\"]?",
)


def _read_prefixed(_: re.Match[str]) -> Reading:
    return Kind.CREDENTIAL, Form.CLEAR, None, 0.97


def _read_stored(_: re.Match[str]) -> Reading:
    return Kind.CREDENTIAL, Form.HASHED, None, 0.95


def _read_announced(match: re.Match[str]) -> Reading:
    return Kind.CREDENTIAL, form_of(match[1]), None, 0.85


def _read_code(_: re.Match[str]) -> Reading:
    return Kind.CREDENTIAL, Form.CLEAR, None, 0.8


def _read_mixed(match: re.Match[str]) -> Reading | None:
    value = match[0]
    if value.lower() == value or value.upper() == value or value.isalpha():
        return None
    return Kind.CREDENTIAL, Form.CLEAR, None, 0.2


def _read_masked(_: re.Match[str]) -> Reading:
    return Kind.CREDENTIAL, Form.MASKED, None, 0.9


_TOKEN = "0-9A-Za-z_-"  # noqa: S105 - characters of tokens, not one
CREDENTIAL = ShapeRecognizer(
    "credential",
    (Kind.CREDENTIAL,),
    (
        Shape(
            "eyJ[0-9A-Za-z_-]{10,1000}\\.[0-9A-Za-z_-]{10,1000}(?:\\.[0-9A-Za-z_-]{10,1000})?",
            _read_prefixed,
            _TOKEN,
            "",
            sign="eyJ",
        ),
        Shape(
            "(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}|gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{22,90}|glpat-[0-9A-Za-z_-]{20}"
            "|xox[abeoprs]-[0-9A-Za-z-]{10,90}|[rs]k_(?:live|test)_[0-9A-Za-z]{16,90}|sk-[0-9A-Za-z_-]{32,180}|SG\\.[0-9A-Za-z_-]{22}\\.[0-9A-Za-z_-]{43}"
            "|LTAI[0-9A-Za-z]{12,26}|AKID[0-9A-Za-z]{32}|npm_[0-9A-Za-z]{36}|ya29\\.[0-9A-Za-z_-]{30,200}|hf_[0-9A-Za-z]{34}",
            _read_prefixed,
            _TOKEN,
            _TOKEN,
            sign="AKIA|ASIA|AIza|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|[rs]k_|sk-|SG\\.|LTAI|AKID|npm_|ya29\\.|hf_",
        ),
        Shape("-----BEGIN (?:[A-Z]{2,9} ){0,2}PRIVATE KEY(?: BLOCK)?-----", _read_prefixed, "", "", sign="PRIVATE KEY"),
        Shape("(?:Bearer|Basic|Token) [0-9A-Za-z_.+/~-]{16,1000}={0,2}", _read_prefixed, sign="Bearer |Basic |Token "),
        Shape("[a-z][a-z0-9+.-]{1,20}://[^\\x00\\s:/@]{1,64}:[^\\x00\\s:/@]{1,64}@", _read_prefixed, WORD, "", sign="://"),
        Shape(
            "\\$(?:2[abxy]|5|6|y|1|apr1|argon2id?|scrypt|pbkdf2[a-z0-9-]{0,8})\\$[0-9A-Za-z./$=,+-]{20,200}",
            _read_stored,
            WORD + "$",
            "",
            sign="\\$[0-9A-Za-z./$=,+-]{20}",
        ),
        Shape(
            "(?:pbkdf2_sha256|pbkdf2_sha1|argon2|bcrypt_sha256|scrypt)\\$[0-9A-Za-z./$=,+-]{20,200}",
            _read_stored,
            WORD,
            "",
            sign="\\$[0-9A-Za-z./$=,+-]{20}",
        ),
        Shape(
            _SECRETS + "([0-9A-Za-z*!$%&#@_][^\\x00\\s\"',;`<\\\\\uff0c\u3002\uff1b]{2,63})",
            _read_announced,
            "A-Za-z",
            "",
            sign=f"(?i){_SECRETS}",
            ignore_case=True,
        ),
        Shape("[0-9]{3,8}", _read_code, after=_CODES),
        Shape("[0-9A-Za-z_+/-]{32,90}={0,2}", _read_mixed, "0-9A-Za-z_+/=-", "0-9A-Za-z_+/=-", sign="[0-9A-Za-z_+/-]{32}"),
        Shape(
            f"(?:sk|rk|pk|AKIA|LTAI)[0-9A-Za-z_-]{{0,9}}[{STARS}]{{3,40}}[0-9A-Za-z]{{0,6}}",
            _read_masked,
            WORD + "_-",
            "",
            sign=f"[{STARS}]",
        ),
    ),
)
