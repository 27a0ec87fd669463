"""TLS of a tap's own server, and towards a broker."""

from __future__ import annotations

import re
import ssl
from pathlib import Path

import pytest

from headcount.errors import ConfigError
from headcount.sources.taps.tls import ClientTls, Tls
from tests.sources.taps.certificates import self_signed


def test_senders_need_a_certificate_when_an_authority_is_named(tmp_path: Path) -> None:
    pair = self_signed(tmp_path)
    assert Tls(*pair).context("push").verify_mode == ssl.CERT_NONE
    context = Tls(*pair, client_ca=pair[0]).context("push")
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_files_that_are_not_there_or_not_certificates(tmp_path: Path) -> None:
    says = "tap push: the certificate, its key or the senders' authority cannot be used: "
    with pytest.raises(ConfigError, match=re.escape(says + "No such file or directory")):
        Tls(str(tmp_path / "no"), str(tmp_path / "no")).context("push")
    (tmp_path / "text").write_text("text")
    with pytest.raises(ConfigError, match=re.escape(says)):
        Tls(str(tmp_path / "text"), str(tmp_path / "text")).context("push")


def test_a_broker_is_known_by_its_authority_and_the_tap_by_its_certificate(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    assert ClientTls().context("nats") is None
    context = ClientTls(ca=certificate, certificate=certificate, key=key).context("nats")
    assert context is not None
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.cert_store_stats()["x509"] == 1


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"ca": "no"}, "tap nats: the broker's authority, the certificate or its key cannot be used: No such file or directory"),
        ({"certificate": "no"}, "tap nats: certificate and certificate_key go together"),
        ({"key": "no"}, "tap nats: certificate and certificate_key go together"),
    ],
)
def test_what_a_client_cannot_use(files: dict[str, str], says: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=re.escape(says)):
        ClientTls(**{kind: str(tmp_path / name) for kind, name in files.items()}).context("nats")
