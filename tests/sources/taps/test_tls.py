"""A tap's own TLS server."""

from __future__ import annotations

import re
import ssl
from pathlib import Path

import pytest

from headcount.errors import ConfigError
from headcount.sources.taps.tls import Tls
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
