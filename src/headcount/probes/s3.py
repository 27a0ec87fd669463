"""S3 and what speaks like it: may strangers list a bucket and read its objects?

An address is `s3://HOST:PORT/BUCKET`, or `s3://BUCKET.HOST` where the host's name has the bucket.

Source: Amazon S3 API reference (ListBuckets, ListObjectsV2, GetBucketAcl, GetBucketPolicy, GetObject) and its common errors.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import first, keeping, over
from headcount.probes.excerpts import ENOUGH, readable, rows
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.signing import Key, signed
from headcount.probes.web import Answer, Web
from headcount.probes.wire import EndedError, Line

_LOCK = (
    "aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration"
    " BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true"
)
_CHECK = "curl -s -o /dev/null -w '%{http_code}' 'https://HOST:PORT/BUCKET?list-type=2'   # must be 403"
_EVERYBODY = "http://acs.amazonaws.com/groups/global/"
"""Beginning of the names of two groups: all users, and all who have any account."""
_MAY = {"READ", "WRITE", "READ_ACP", "WRITE_ACP", "FULL_CONTROL"}
_REGION = "us-east-1"
"""What servers of one's own take when nothing else was set."""
_PLAIN = 80
_PAGES = 3
_MOST_OBJECTS = 5
_MOST_BUCKETS = 3


class S3:
    """One for the shelf."""

    name = "s3"
    schemes: Mapping[str, int] = {"s3": 443}
    advice: Mapping[str, Advice] = {
        "s3/public-list": Advice(
            Severity.HIGH, "Whoever knows its address lists its objects and so learns the names of all.", _LOCK, _CHECK
        ),
        "s3/public-read": Advice(Severity.HIGH, "Whoever knows its address downloads its objects.", _LOCK, _CHECK),
        "s3/public-write": Advice(
            Severity.HIGH, "Whoever knows its address may put objects into it, or replace them.", _LOCK, _CHECK
        ),
        "s3/any-account": Advice(
            Severity.HIGH, "Whoever has any account at this provider may use it, not only accounts of ours.", _LOCK, _CHECK
        ),
        "s3/public-buckets": Advice(
            Severity.HIGH,
            "Whoever reaches it lists all buckets.",
            "# MinIO: mc anonymous set none ALIAS/BUCKET, for each; and a policy without s3:ListAllMyBuckets for anonymous users",
            "curl -s -o /dev/null -w '%{http_code}' https://HOST:PORT/   # must be 403",
        ),
        "s3/public-policy": Advice(
            Severity.LOW,
            "Its rules of access can be read by whoever knows its address.",
            "aws s3api delete-bucket-policy --bucket BUCKET   # or without s3:GetBucketPolicy and s3:GetBucketAcl for everybody",
            "curl -s -o /dev/null -w '%{http_code}' 'https://HOST:PORT/BUCKET?policy'   # must be 403",
        ),
        "s3/weak-password": Advice(
            Severity.HIGH,
            "A key and secret from the list of weak ones open it.",
            "# MinIO\nMINIO_ROOT_USER=A-NAME-OF-YOUR-OWN\nMINIO_ROOT_PASSWORD=A-LONG-RANDOM-PASSWORD",
            "aws s3 ls --endpoint-url https://HOST:PORT   # with the weak ones: must fail",
        ),
        "s3/no-tls": Advice(
            Severity.MEDIUM,
            "Objects and signatures can be read on the way.",
            '{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::BUCKET/*",'
            ' "Condition": {"Bool": {"aws:SecureTransport": "false"}}}',
            "curl -s -o /dev/null -w '%{http_code}' http://HOST:PORT/BUCKET   # must be 403, or no answer",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        base = quote(target.path)
        seen = Seen("S3", unit="objects")
        with keeping(seen):
            start = f"{base or '/'}?list-type=2&max-keys=1000"
            web, answer = first(line, start)
            if answer.elsewhere:
                raise EndedError("it sends whoever asks elsewhere, which was not followed")
            if not re.search(r"<(ListBucketResult|ListAllMyBucketsResult|Error)\b", answer.text()[:2000]):
                raise EndedError("it does not answer as S3 does")
            over(web, seen, self.name)
            if "minio" in answer.headers.get("server", "").lower():
                seen.product = "MinIO"
            with web.kept():
                asking = _Asking(web)
                if answer.status in {401, 403}:
                    seen.reader = Reader.NOBODY
                    opened = asking.let_in(start, weak)
                    if opened is None:
                        _policies(asking, base, seen)
                        return seen
                    answer, seen.reader = opened, Reader.WEAK
                    seen.weaknesses["s3/weak-password"] = ""
                elif answer.status == 200:
                    seen.reader = Reader.ANYONE
                else:
                    raise EndedError("it has no such bucket")
                _inside(asking, base, answer, line, seen)
        return seen


class _Asking:
    """GETs, signed where a weak credential was let in."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.credential: Credential | None = None

    def get(self, path: str, most: int | None = None, **headers: str) -> Answer:
        if self.credential is not None:
            host = f"[{self.web.line.host}]" if ":" in self.web.line.host else self.web.line.host
            shown = {"Host": host if self.web.line.port == _PLAIN else f"{host}:{self.web.line.port}"}
            key = Key(self.credential.user, self.credential.password)
            headers |= shown | signed("GET", path, shown, b"", (_REGION, "s3"), key)
        return self.web.ask("GET", path, headers=headers, most=most)

    def let_in(self, path: str, weak: Sequence[Credential]) -> Answer | None:
        for one in weak:
            self.credential = one
            answer = self.get(path)
            if answer.status == 200:
                return answer
        self.credential = None
        return None


def _texts(tag: str, text: str) -> list[str]:
    """The texts of an element without children; not a parser, for what may be no XML at all."""
    return [html.unescape(found) for found in re.findall(rf"<{tag}>([^<]*)</{tag}>", text)]


def _inside(asking: _Asking, base: str, answer: Answer, line: Line, seen: Seen) -> None:
    if "<ListAllMyBucketsResult" not in answer.text()[:2000]:
        _bucket(asking, base, answer, line, seen)
        return
    names = _texts("Name", answer.text())
    if seen.reader is Reader.ANYONE:
        seen.weaknesses["s3/public-buckets"] = f"{len(names)} buckets"
    for name in names[:_MOST_BUCKETS]:
        path = f"/{quote(name, safe='')}"
        listed = asking.get(f"{path}?list-type=2&max-keys=1000")
        if listed.status == 200:
            _bucket(asking, path, listed, line, seen)


def _bucket(asking: _Asking, base: str, answer: Answer, line: Line, seen: Seen) -> None:
    public = seen.reader is Reader.ANYONE
    objects = _objects(answer.text())
    for _ in range(_PAGES - 1):
        after = _texts("NextContinuationToken", answer.text())
        if "true" not in _texts("IsTruncated", answer.text()) or not after:
            break
        asked = urlencode({"list-type": "2", "max-keys": "1000", "continuation-token": after[0]}, quote_via=quote)
        answer = asking.get(f"{base or '/'}?{asked}")
        objects += _objects(answer.text())
    if "true" in _texts("IsTruncated", answer.text()):
        seen.unit = "objects at least"
    seen.estimate = (seen.estimate or 0) + len(objects)
    if public:
        seen.weaknesses["s3/public-list"] = f"{len(objects)} objects listed"
    telling = [key for key, size in objects if size > 0 and readable(key)] or [key for key, size in objects if size > 0]
    for key in telling[:_MOST_OBJECTS]:
        got = asking.get(f"{base}/{quote(key, safe='/~')}", ENOUGH, Range=f"bytes=0-{ENOUGH - 1}")
        if got.status not in {200, 206}:
            continue
        if public:
            seen.weaknesses["s3/public-read"] = ""
        if "x-amz-server-side-encryption" in got.headers:
            seen.at_rest = "encrypted"
        found = rows(got.body, line.bounds.rows)
        if found:
            seen.samples.append(Sample(key, found))
    _policies(asking, base, seen)


def _objects(text: str) -> list[tuple[str, int]]:
    """Names and sizes in bytes."""
    found = []
    for part in text.split("<Contents>")[1:]:
        key, size = _texts("Key", part), _texts("Size", part)
        if key and size and size[0].isdecimal() and len(size[0]) < 20:
            found.append((key[0], int(size[0])))
    return found


def _policies(asking: _Asking, base: str, seen: Seen) -> None:
    """Who else may, as its own rules say, where strangers may read these."""
    if asking.credential is not None:
        return
    for what in ("acl", "policy"):
        answer = asking.get(f"{base or '/'}?{what}")
        text = answer.text()
        if answer.status != 200 or not ("<AccessControlPolicy" in text or '"Statement"' in text):
            continue
        seen.weaknesses["s3/public-policy"] = what
        for grant in text.split("<Grant>")[1:]:
            group, may = "".join(_texts("URI", grant)).removeprefix(_EVERYBODY), sorted(_MAY & {*_texts("Permission", grant)})
            if group == "AuthenticatedUsers" and may:
                seen.weaknesses["s3/any-account"] = ", ".join(may)
            elif group == "AllUsers" and set(may) & {"WRITE", "FULL_CONTROL"}:
                seen.weaknesses["s3/public-write"] = ", ".join(may)
