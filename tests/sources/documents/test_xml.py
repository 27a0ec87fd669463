from __future__ import annotations

import pytest

from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.xml import DEEPEST, XML
from tests.sources.documents.collected import read


def leaves(text: bytes, media: str = "") -> list[tuple[str, str]]:
    return list(XML.leaves(text, media))


def test_elements_attributes_and_namespaces() -> None:
    text = (
        b"<?xml version='1.0'?><s:o xmlns:s='urn:x' id=' 7 '><p><phone>1</phone><![CDATA[a<b]]></p><p><phone>2</phone></p></s:o>"
    )
    assert leaves(text) == [("o.@id", "7"), ("o.p.phone", "1"), ("o.p", "a<b"), ("o.p.phone", "2")]


def test_charset_of_the_declaration() -> None:
    assert leaves('<?xml version="1.0" encoding="gb2312"?><姓名>张伟</姓名>'.encode("gbk")) == [("姓名", "张伟")]


@pytest.mark.parametrize(
    "text",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://192.0.2.1/x"> %b;]><a/>',
    ],
)
def test_entities_are_refused(text: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^XML that defines entities of its own$"):
        leaves(text)


def test_a_document_type_elsewhere_is_not_fetched() -> None:
    assert leaves(b'<!DOCTYPE a SYSTEM "http://192.0.2.1/x"><a>b</a>') == [("a", "b")]


def test_depth() -> None:
    assert leaves(b"<a>" * DEEPEST + b"x" + b"</a>" * DEEPEST)[0][1] == "x"
    with pytest.raises(Unreadable, match=r"^nested too deeply$"):
        leaves(b"<a>" * 100_000 + b"x" + b"</a>" * 100_000)


def test_what_stood_before_a_damage_counts() -> None:
    found = read(XML, b"<a><phone>1</phone><b>")
    assert found.values == {"x": {"a.phone": ["1"]}}
    assert found.skipped == {"broken XML": 1}


@pytest.mark.parametrize("head", [b"<?xml version='1.0'?><html>", b"<feed xmlns='x'>", b" <order>", b"<a/>"])
def test_recognised(head: bytes) -> None:
    assert XML.recognise(head) is (b"html" not in head)


def test_html_is_not_recognised() -> None:
    assert not XML.recognise(b"<!DOCTYPE html><p>")
    assert not XML.recognise(b"<html lang='en'>")
