"""AWS CloudTrail: one event a line. The files that CloudTrail delivers (`{"Records": [...]}`) are taken apart by the tap.

An object of S3 is `GET /s3/bucket/its/key`. Every other call is `GET /service/by-noun/Operation?noun_id=account:name`, with all
parameters that name something by an identifier, a name or an ARN, which give the same value: people first, what holds them
last, several as a list. So `GET /secretsmanager/by-secret/GetSecretValue?secret_id=111122223333:shop`; and `GET
/ec2/of-vpcs/DescribeVpcs` where nothing is named. Calls that read nothing have the method `WRITE`. The account is the
principal's ARN: of an assumed role that of the role, and of the session where the session is a person's (IAM Identity Center,
or a source identity); for AWS's own services their name. The credential is the access key.

Source: AWS CloudTrail User Guide, CloudTrail record contents and userIdentity element (event versions 1.05 to 1.11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import ip_address
from itertools import islice
from typing import Any

import msgspec

from headcount.sources.arns import record_of
from headcount.sources.clock import any_time
from headcount.sources.deeds import FAILED, NOBODY, READ, REFUSED, SHOWN, THROTTLED, WRITE, Deed, target
from headcount.sources.events import EventSource
from headcount.sources.lines import FOREIGN, NO_TIME

_READS = re.compile(
    r"(?:Admin|Batch)?(?:Get|List|Describe|Select|Query|Scan|Search|Lookup|Download|Read|Decrypt|View|Head|Retrieve)"
)
_NAMING = re.compile(r"(.*?)[_-]?(?:ids?|arns?|names?|identifiers?|(?<=e)mails?|aliases|alias|sub)", re.IGNORECASE)
_VERB = re.compile(r"[A-Z][a-z]+(?=[A-Z])|[A-Z]+(?=[A-Z][a-z])")
_DATED = re.compile(r"20\d{6}(?:v\d+)?$")
_PEOPLE = frozenset({"user", "username", "e", "customer", "patient", "person", "member", "contact", "recipient"})
_HOLDERS = frozenset(
    {"userpool", "loggroup", "bucket", "table", "cluster", "identitystore", "identitypool", "directory", "instance"}
)
"""What a request names beside the record: where it is kept."""
_STEERS = re.compile(
    r"(?:host|max\w*|limit|\w*token|marker|\w*filter\w*|\w*attribute\w*|withdecryption|\w*version\w*|encryptionalgorithm|x-\w.*|sort\w*"
    r"|page\w*|\w*region\w*|durationseconds|readonly|dryrun|expression\w*|include\w*|policy|acl|tagging|logging|location|cors|website)$",
    re.IGNORECASE,
)
_LOST = re.compile(r"not_?found|no_?such|does_?not_?exist", re.IGNORECASE)
_DENIED = re.compile(r"denied|unauthori[sz]ed|forbidden|not_?authori[sz]ed|invalidclienttokenid|signature", re.IGNORECASE)
_SLOW = re.compile(r"throttl|toomanyrequests|slowdown|requestlimit|provisionedthroughput", re.IGNORECASE)
_DEEPEST, _MOST = 4, 1_000
"""How deep parameters are followed, and how many texts of one request are looked at."""


class _Issuer(msgspec.Struct):
    arn: Any = None


class _Session(msgspec.Struct):
    issuer: _Issuer | None = msgspec.field(default=None, name="sessionIssuer")
    source: Any = msgspec.field(default=None, name="sourceIdentity")


class _Identity(msgspec.Struct, rename="camel"):
    type: Any = None
    arn: Any = None
    principal_id: Any = None
    account_id: Any = None
    access_key_id: Any = None
    user_name: Any = None
    invoked_by: Any = None
    session_context: _Session | None = None


class CloudTrailEvent(msgspec.Struct, rename="camel"):
    """What is read of an event."""

    event_time: Any = None
    event_source: Any = None
    event_name: Any = None
    user_identity: _Identity | None = None
    source_address: Any = msgspec.field(default=None, name="sourceIPAddress")
    user_agent: Any = None
    error_code: Any = None
    recipient_account_id: Any = None
    read_only: Any = None
    request_parameters: Any = None
    additional_event_data: Any = None

    def __repr__(self) -> str:
        return "CloudTrailEvent(***)"


def told(event: CloudTrailEvent) -> Deed | str:
    """The event as a deed, or why it is none."""
    service, operation = event.event_source, event.event_name
    if not isinstance(service, str) or not isinstance(operation, str) or event.event_time is None:
        return FOREIGN
    moment = any_time(event.event_time)
    if moment is None:
        return NO_TIME
    parameters = event.request_parameters if isinstance(event.request_parameters, dict) else {}
    more = event.additional_event_data if isinstance(event.additional_event_data, dict) else {}
    size = more.get("bytesTransferredOut")
    reads = event.read_only if isinstance(event.read_only, bool) else bool(_READS.match(operation))
    who = event.user_identity or _Identity()
    account = _text(event.recipient_account_id) or _text(who.account_id)
    return Deed(
        moment,
        READ if reads else WRITE,
        _target(service.removesuffix(".amazonaws.com"), _DATED.sub("", operation), parameters, account),
        _status(_text(event.error_code)),
        principal(who),
        _address(_text(event.source_address)),
        _text(who.access_key_id),
        _text(event.user_agent),
        size=int(size) if isinstance(size, int | float) and 0 <= size < 1e15 else -1,
    )


def principal(who: _Identity) -> str:
    """Who acted: an ARN where there is one."""
    session = who.session_context
    issuer = _text(session.issuer.arn) if session and session.issuer else ""
    arn = _text(who.arn)
    if who.type == "AssumedRole" and session is not None and issuer:
        if _text(session.source):
            return f"{issuer}/{_text(session.source)}"
        return arn if "/AWSReservedSSO_" in arn or "/sso.amazonaws.com/" in issuer else issuer
    names = (who.user_name, who.principal_id, who.invoked_by, who.account_id)
    return arn or next(filter(None, map(_text, names)), "")


def _target(service: str, operation: str, parameters: dict[str, Any], account: str) -> str:
    bucket, key = parameters.get("bucketName"), parameters.get("key")
    if service == "s3" and isinstance(bucket, str) and isinstance(key, str) and "Object" in operation:
        return target([service, bucket, *key.split("/")])
    verb = _VERB.match(operation)
    about = (operation[verb.end() :] if verb else operation).lower()
    named: dict[str, list[str]] = {}
    for name, value in islice(_leaves(parameters, "", 0), _MOST):
        naming = _NAMING.fullmatch(name)
        if naming is not None and value:
            noun = naming[1].lower() or (about if about.endswith(("ss", "us")) else about.removesuffix("s"))
            values = named.setdefault(noun, [])
            if (record := record_of(value, noun, account)) not in values:
                values.append(record)
    nouns = sorted(named, key=lambda noun: (noun not in _PEOPLE, noun in _HOLDERS))
    way = f"by-{nouns[0]}" if nouns else f"of-{about}"
    return target([service, way, operation], {f"{noun}_id": named[noun] for noun in nouns})


def _leaves(value: object, name: str, depth: int) -> Iterator[tuple[str, str]]:
    """The texts and numbers of parameters with the nearest key that names them."""
    if isinstance(value, dict) and depth < _DEEPEST:
        for key, inner in value.items():
            if not _STEERS.match(key):
                below = f"{key}_id" if name == "key" else key
                yield from _leaves(inner, name if key in {"items", "member", "S", "N"} and name else below, depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        for inner in value:
            yield from _leaves(inner, name, depth + 1)
    elif isinstance(value, str):
        yield name, value
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63:
        yield name, str(value)


@lru_cache(maxsize=4_096)
def _status(error: str) -> int:
    """HTTP's status for an error code; 200 where there is none."""
    if not error:
        return SHOWN
    return REFUSED if _DENIED.search(error) else NOBODY if _LOST.search(error) else THROTTLED if _SLOW.search(error) else FAILED


@lru_cache(maxsize=4_096)
def _address(text: str) -> str:
    """An IP address; empty for the name of a service, or `AWS Internal`."""
    try:
        return str(ip_address(text))
    except ValueError:
        return ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


CLOUDTRAIL = EventSource("cloudtrail", CloudTrailEvent, told)
