"""The probe of S3 on moto's S3 server: public buckets, and weak keys, whose signatures moto checks.

moto lists a private bucket to everybody, and with its checks on it fails on a request that is not signed: `_Front` stands
before it then and refuses what is not signed as S3 does.
"""

from __future__ import annotations

import gzip
import http.client
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from headcount.model.posture import Reader
from headcount.probes.interface import Credential
from tests.services.probing import PERSONAL, asked, codes, kinds, looked, people
from tests.services.proxies import free_port, running

pytest.importorskip("moto", reason="the package moto[server,s3] is not installed: it belongs to the dev group")
EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
IAM = {**FORM, "Authorization": "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/iam/aws4_request"}
REFUSED = b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server with one bucket: two files of made people, one of them packed, and a picture."""
    folder, port = tmp_path_factory.mktemp("s3"), free_port()
    command = [sys.executable, "-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", str(port)]
    with running(command, folder / "log", lambda: asked(port, "GET", "/moto-api/data.json")):
        yield port


def _filled(port: int, bucket: str, access: str) -> None:
    asked(port, "PUT", f"/{bucket}")
    asked(port, "PUT", f"/{bucket}?acl", b"", {"x-amz-acl": access})
    lines = "\n".join(json.dumps(one) for one in people(40)).encode()
    asked(port, "PUT", f"/{bucket}/2026/customers%20all.jsonl", lines, {"x-amz-acl": access})
    table = "name,phone\n" + "".join(f"{one['name']},{one['phone']}\n" for one in people(40))
    sealed = {"x-amz-acl": access, "x-amz-server-side-encryption": "AES256"}
    asked(port, "PUT", f"/{bucket}/all.csv.gz", gzip.compress(table.encode()), sealed)
    asked(port, "PUT", f"/{bucket}/logo.png", b"\x89PNG\r\n\x1a\n\0\0\0\0", {"x-amz-acl": access})


def test_a_public_bucket(server: int) -> None:
    _filled(server, "exports", "public-read")
    asked(server, "PUT", "/exports?acl", b"", {f"x-amz-grant-{may}": f'uri="{EVERYBODY}"' for may in ("read", "write")})
    store, every = looked("s3", server, path="/exports"), looked("s3", server)
    assert (store.product, store.reader, store.estimate, store.unit) == ("S3", Reader.ANYONE, 3, "objects")
    assert kinds(store) >= PERSONAL
    assert {kind.path for kind in store.kinds} >= {"2026/customers all.jsonl: phone", "all.csv.gz: phone"}
    assert store.at_rest == "encrypted"
    assert codes(store) == ["public-list", "public-read", "public-write", "no-tls", "public-policy"]
    assert (every.reader, every.grade) == (Reader.ANYONE, store.grade)
    assert "public-buckets" in codes(every)


def test_one_whose_names_are_public_and_whose_objects_are_not(server: int) -> None:
    _filled(server, "names", "private")
    store = looked("s3", server, path="/names")
    assert (store.reader, store.estimate, store.sampled) == (Reader.ANYONE, 3, 0)
    assert codes(store) == ["public-list", "no-tls", "public-policy"]


def test_one_that_there_is_not(server: int) -> None:
    store = looked("s3", server, path="/nothing")
    assert (store.reader, store.problem) == (Reader.UNKNOWN, "it has no such bucket")


class _Front(BaseHTTPRequestHandler):
    port = 0

    def do_GET(self) -> None:
        status, body = 403, REFUSED
        if "Authorization" in self.headers:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            connection.request("GET", self.path, headers=dict(self.headers))
            answer = connection.getresponse()
            status, body = answer.status, answer.read()
            connection.close()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the parameter's name in the standard library
        """Say nothing."""


@contextmanager
def _checking(port: int) -> Iterator[int]:
    """A front before the server, whose checks are on."""
    asked(port, "POST", "/moto-api/reset-auth", b"0")
    front = ThreadingHTTPServer(("127.0.0.1", 0), type("Front", (_Front,), {"port": port}))
    thread = threading.Thread(target=front.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield front.server_port
    finally:
        front.shutdown()
        front.server_close()
        thread.join(5)
        asked(port, "POST", "/moto-api/reset-auth", b"inf")


def test_weak_keys(server: int) -> None:
    _filled(server, "locked", "private")
    allowed = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    asked(server, "POST", "/", b"Action=CreateUser&UserName=keeper&Version=2010-05-08", IAM)
    policy = f"Action=PutUserPolicy&UserName=keeper&PolicyName=all&PolicyDocument={allowed}&Version=2010-05-08"
    asked(server, "POST", "/", policy.encode(), IAM)
    made = asked(server, "POST", "/", b"Action=CreateAccessKey&UserName=keeper&Version=2010-05-08", IAM).decode()
    key, secret = (made.partition(f"<{tag}>")[2].partition("<")[0] for tag in ("AccessKeyId", "SecretAccessKey"))
    with _checking(server) as port:
        alone = looked("s3", port, path="/locked")
        wrong = looked("s3", port, [Credential("minioadmin", "minioadmin"), Credential(key, "not-its-secret")], "/locked")
        tried = looked("s3", port, [Credential("minioadmin", "minioadmin"), Credential(key, secret)], "/locked")
    assert (alone.reader, alone.sampled, codes(alone), alone.problem) == (Reader.NOBODY, 0, ["no-tls"], "")
    assert wrong.reader is Reader.NOBODY
    assert (tried.reader, tried.estimate, codes(tried)) == (Reader.WEAK, 3, ["weak-password", "no-tls"])
    assert kinds(tried) >= PERSONAL
