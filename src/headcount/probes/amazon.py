"""Stores of an account at Amazon, as its own interface lists them: databases, caches, search domains, buckets. Read only.

The credential is that of the environment, as Amazon's own tools take it; it signs requests to Amazon, or to the endpoint that the
environment names, and is never sent itself. It needs `rds:Describe*`, `elasticache:Describe*`, `es:List*`, `es:Describe*` and
`s3:ListAllMyBuckets`.

Source: AWS API references of RDS (2014-10-31), ElastiCache (2015-02-02), OpenSearch Service (2021-01-01) and S3.
"""

from __future__ import annotations

import http.client
import re
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

import msgspec

from headcount.errors import ConfigError
from headcount.probes.inventories.products import product_of
from headcount.probes.inventory import Left, Listed, url_of
from headcount.probes.signing import Key, signed

_MOST_BYTES = 8 << 20
_MOST_PAGES = 100
_SECONDS = 20.0
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_FORM = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Account:
    """An account in one region."""

    region: str
    key: Key
    endpoint: str = ""
    """Where its interface is, where that is not Amazon itself: such as `http://127.0.0.1:5000`."""

    def stores(self) -> tuple[list[Listed], list[Left]]:
        """Every store that it lists; and what of it could not be listed."""
        found, left = list[Listed](), list[Left]()
        for title, listing in (("RDS", _databases), ("ElastiCache", _caches), ("OpenSearch", _domains), ("S3", _buckets)):
            try:
                found += listing(self)
            except _RefusedError as error:
                left.append(Left(f"{title} in {self.region}", str(error)))
        return found, left

    def ask(self, service: str, method: str, path: str, body: bytes = b"", kind: str = "") -> bytes:
        """One request, signed; its answer.

        Raises:
            _RefusedError: it was not answered, or with anything but status 200; in fixed words.
        """
        place = urlsplit(self.endpoint or _address(service, self.region))
        headers = {"Host": place.netloc, **({"Content-Type": kind} if kind else {})}
        sent = headers | signed(method, path, headers, body, (self.region, service), self.key)
        encrypted = place.scheme == "https"
        made = (
            http.client.HTTPSConnection(place.hostname or "", place.port, timeout=_SECONDS, context=ssl.create_default_context())
            if encrypted
            else http.client.HTTPConnection(place.hostname or "", place.port, timeout=_SECONDS)
        )
        try:
            made.request(method, path, body or None, sent)
            answer = made.getresponse()
            told = answer.read(_MOST_BYTES + 1)
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            raise _RefusedError(f"its interface does not answer ({type(error).__name__})") from error
        finally:
            made.close()
        if answer.status in {401, 403}:
            raise _RefusedError("the credential may not list it; give it the rights that docs/probe.md names")
        if answer.status != 200 or len(told) > _MOST_BYTES:
            raise _RefusedError(f"its interface answers with status {answer.status}, or too much")
        return told


def account(region: str, environment: Mapping[str, str]) -> Account:
    """The account of the environment's credential.

    Raises:
        ConfigError: the region is none, or there is no credential.
    """
    if not _REGION.fullmatch(region):
        raise ConfigError(f"{region[:30]}: no region of Amazon; write aws:REGION, such as aws:eu-central-1")
    name, secret = environment.get("AWS_ACCESS_KEY_ID", ""), environment.get("AWS_SECRET_ACCESS_KEY", "")
    if not (name and secret):
        raise ConfigError(f"aws:{region}: give a credential in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    endpoint = environment.get("AWS_ENDPOINT_URL", "")
    if endpoint and urlsplit(endpoint).scheme not in {"http", "https"}:
        raise ConfigError("AWS_ENDPOINT_URL must begin with https:// or http://")
    return Account(region, Key(name, secret, environment.get("AWS_SESSION_TOKEN", "")), endpoint)


class _RefusedError(Exception):
    """Something could not be listed."""


def _address(service: str, region: str) -> str:
    """Where Amazon has a service; in China under a name of its own."""
    return f"https://{service}.{region}.amazonaws.com{'.cn' if region.startswith('cn-') else ''}"


def _databases(where: Account) -> Iterator[Listed]:
    for action, element, endpoints in (
        ("DescribeDBInstances", "DBInstance", ("Endpoint/Address",)),
        ("DescribeDBClusters", "DBCluster", ("Endpoint", "ReaderEndpoint")),
    ):
        for one in _pages(where, "rds", {"Action": action, "Version": "2014-10-31"}, element):
            product = product_of(_text(one, "Engine").removeprefix("aurora-"))
            port = _text(one, "Endpoint/Port") or _text(one, "Port")
            public = "publicly accessible" if _text(one, "PubliclyAccessible") == "true" else ""
            for endpoint in endpoints:
                host = _text(one, endpoint).strip()
                if product and host:
                    usual, scheme = next(iter(product.ports.items()))
                    name = _text(one, f"{element}Identifier")
                    yield Listed(url_of(scheme, host, _port(port) or usual), _owner(one), f"RDS {where.region}: {name}", public)


def _caches(where: Account) -> Iterator[Listed]:
    asked = {"Action": "DescribeCacheClusters", "ShowCacheNodeInfo": "true", "Version": "2015-02-02"}
    for one in _pages(where, "elasticache", asked, "CacheCluster"):
        engine = _text(one, "Engine")
        if _text(one, "TransitEncryptionEnabled") == "true" and engine in {"redis", "valkey"}:
            engine += "s"
        for node in one.iter("CacheNode"):
            if host := _text(node, "Endpoint/Address"):
                name = _text(one, "CacheClusterId")
                yield Listed(url_of(engine, host, _port(_text(node, "Endpoint/Port"))), "", f"ElastiCache {where.region}: {name}")


def _domains(where: Account) -> Iterator[Listed]:
    told = _json(where.ask("es", "GET", "/2021-01-01/domain"))
    names = [str(one.get("DomainName", "")) for one in told.get("DomainNames", [])]
    for at in range(0, len(names), 5):  # so many at a time
        body = msgspec.json.encode({"DomainNames": names[at : at + 5]})
        listed = _json(where.ask("es", "POST", "/2021-01-01/opensearch/domain-info", body, "application/json"))
        for one in listed.get("DomainStatusList", []):
            inner = one.get("Endpoints")
            for host in filter(None, (one.get("Endpoint"), *(inner.values() if isinstance(inner, dict) else ()))):
                scheme = "opensearch" if str(one.get("EngineVersion", "OpenSearch")).startswith("OpenSearch") else "elasticsearch"
                yield Listed(url_of(scheme, str(host), 443), "", f"OpenSearch {where.region}: {one.get('DomainName', '')}")


def _buckets(where: Account) -> Iterator[Listed]:
    for one in _tree(where.ask("s3", "GET", "/")).iter("Bucket"):
        name, region = _text(one, "Name"), _text(one, "BucketRegion") or where.region
        place = urlsplit(where.endpoint or _address("s3", region))
        port = place.port or (443 if place.scheme == "https" else 80)
        yield Listed(url_of("s3", f"{place.hostname}/{name}", port), "", f"S3 {region}: {name}")


def _pages(where: Account, service: str, asked: Mapping[str, str], element: str) -> Iterator[ET.Element]:
    """The elements of a list, page by page."""
    marker = ""
    for _ in range(_MOST_PAGES):
        body = urlencode({**asked, **({"Marker": marker} if marker else {})}).encode()
        tree = _tree(where.ask(service, "POST", "/", body, _FORM))
        yield from tree.iter(element)
        marker = next((one.text or "" for one in tree.iter("Marker")), "")
        if not marker:
            return


def _tree(told: bytes) -> ET.Element:
    """XML without its namespaces."""
    if b"<!DOCTYPE" in told:
        raise _RefusedError("its interface answers with what is no list")
    try:
        tree = ET.fromstring(told)  # noqa: S314  # no document type, and bounded in length
    except ET.ParseError as error:
        raise _RefusedError("its interface answers with what is no list") from error
    for one in tree.iter():
        one.tag = one.tag.rpartition("}")[2]
    return tree


def _json(told: bytes) -> Mapping[str, Sequence[dict[str, object]]]:
    try:
        lists: dict[str, list[dict[str, object]]] = msgspec.json.decode(told, type=dict[str, list[dict[str, object]]])
    except msgspec.DecodeError as error:
        raise _RefusedError("its interface answers with what is no list") from error
    return lists


def _text(one: ET.Element, path: str) -> str:
    return one.findtext(path) or ""


def _owner(one: ET.Element) -> str:
    """What the tag `owner` says."""
    return next((_text(tag, "Value") for tag in one.iter("Tag") if _text(tag, "Key").lower() == "owner"), "")


def _port(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0
