from __future__ import annotations

import pytest

from headcount.sources.documents.charset import declared, of_markup, to_text


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("é".encode(), "", "é"),
        (b"\xef\xbb\xbfa", "latin-1", "a"),
        ("aé".encode("utf-16"), "", "aé"),
        (b"\xfe\xff" + "张".encode("utf-16-be"), "", "张"),
        ("姓名,电话\n张伟,1".encode("gbk"), "", "姓名,电话\n张伟,1"),
        ("㐀𠀀".encode("gb18030"), "gb2312", "㐀𠀀"),
        ("Müller, José".encode("latin-1"), "", "Müller, José"),
        ("é".encode(), "nonsense", "é"),
        ("é".encode(), "zlib", "é"),
        ("ü".encode("latin-1"), "iso-8859-1", "ü"),
        (b"a\xff\xff\xff\xff\xff\xff\xff\xff\xffb", "", "a" + "\ufffd" * 9 + "b"),
        (b"a\x00\xffb", "", "a\x00\ufffdb"),
    ],
)
def test_to_text(data: bytes, charset: str, text: str) -> None:
    assert to_text(data, charset) == text


def test_declared() -> None:
    assert declared('text/html; Charset="GBK"; x=1') == "GBK"
    assert declared("text/html") == ""


def test_of_markup() -> None:
    assert of_markup(b"<html><head><meta http-equiv=x content='text/html; charset=gb2312'>", "") == "gb2312"
    assert of_markup(b'<?xml version="1.0" encoding="ISO-8859-1"?>', "") == "ISO-8859-1"
    assert of_markup(b"<meta charset=gbk>", "text/html; charset=utf-8") == "utf-8"
    assert of_markup(b"<p>charset=x", "") == ""
