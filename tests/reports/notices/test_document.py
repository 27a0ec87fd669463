# ruff: noqa: RUF001 - Chinese punctuation is meant
from __future__ import annotations

import pytest

from headcount.incident.drafting import draft
from headcount.incident.duties import duties
from headcount.incident.facts import Facts
from headcount.incident.laws import laws
from headcount.reports.notices.document import Document, Table, Text, document
from headcount.reports.notices.wording import LANGUAGES
from tests.made_incident import AWARE, count, exposure, facts


def _document(known: Facts, law: str, step: int, language: str) -> Document:
    return document(draft(known, next(d for d in duties(known) if (d.law, d.step) == (law, step)), AWARE), language)


def _rows(made: Document, which: int) -> dict[str, str]:
    tables = [block for block in made.blocks if isinstance(block, Table)]
    return {row.label: row.text for row in tables[which].rows}


def _texts(made: Document, style: str) -> list[str]:
    return [block.text for block in made.blocks if isinstance(block, Text) and block.style == style]


def test_the_report_to_the_cac_in_chinese() -> None:
    said = {"persons": "10000000", "cause": "接口未限制同一账号查询的人数。"}
    known = facts(exposure(None, records=35_000_000), "CN", sectors=(), critical=False, name="示例公司", said=said)
    made = _document(known, "cn.incident_report", 1, "zh")
    assert made.title == "网络和数据安全事件报告（报送：所在地省级网信部门）"
    assert _rows(made, 0) == {
        "时限": "2026-11-20 14:00 (UTC+08:00)",
        "是否适用": "适用",
        "规则的可靠程度": "已读规则原文",
        "报送渠道": "phone 12387; web 12387.cert.org.cn; mail 12387@cert.org.cn; fax 010-82992387; "
        "wechat mini-program 12387; account CNCERT",
        "规则出处": "; ".join(next(law for law in laws() if law.id == "cn.incident_report").sources),
    }
    assert _rows(made, 1) == {"事件编号": "7", "报送对象": "所在地省级网信部门", "依据": "《国家网络安全事件报告管理办法》"}
    assert {"示例公司", "重大", "接口未限制同一账号查询的人数。"} <= set(_texts(made, "plain"))
    assert _texts(made, "gap") == [
        "[待填写：可能造成的危害]",
        "[待填写：已采取和拟采取的措施]",
        "[待填写：勒索情况]",
        "[待填写：发展趋势及可能的进一步危害]",
        "[待填写：需要的支持]",
        "[待填写：现场保护情况]",
        "[姓名、职务、日期、签章]",
    ]
    assert _rows(made, 2)["涉及人数"] == "10,000,000"
    assert "内容项目凭记忆列出，须核对原文。" in _texts(made, "note")
    access = next(text for text in _texts(made, "plain") if "日志无法说明" in text)
    assert "访问方式：登录账号后的请求、来自某网络地址、未登录账号的请求；访问接口：GET /orders/{id}；" in access


def test_the_closing_report_waits_for_its_clock() -> None:
    known = facts(exposure(10_000_000), "CN", sectors=(), critical=False)
    made = _document(known, "cn.incident_report", 5, "zh")
    assert made.title.endswith("总结报告（处置结束后30日内）")
    assert _rows(made, 0)["时限"] == "时限尚未起算：处置结束"


def test_a_letter_to_people_names_nobody() -> None:
    known = facts(exposure(61), "DE", name="Example GmbH", contact="privacy@shop.example")
    made = _document(known, "eu.gdpr", 2, "en")
    whole = " ".join([*_texts(made, "plain"), *_rows(made, 1).values(), *_rows(made, 2).values()])
    assert "somebody who, as far as we know, should not have seen them" in whole
    assert not [word for word in ("seller-88", "192.0.2.7", "/orders/", "61") if word in whole]


def test_the_facts_are_in_the_language_of_the_authority() -> None:
    known = facts(exposure(1001), "JP")
    made = _document(known, "jp.appi", 1, "ja")
    assert made.title == "事案の報告（提出先：個人情報保護委員会）：速報"
    assert "次の事案を報告します。" in _texts(made, "plain")
    assert _rows(made, 0)["表の備考"] == "law says promptly; guideline 3-5 days"
    assert _rows(made, 2)["個人データの項目"] == "電話番号、ニックネーム"
    assert "[要記入：原因]" in _texts(made, "gap")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_of_every_law_can_be_written(language: str) -> None:
    known = facts(exposure(5, by_class=(count("5000", None, 1, 6),), at_least=("10 lines were skipped.",)), "CN")
    for duty in duties(known):
        made = document(draft(known, duty, AWARE), language)
        assert made.blocks[0] == Text("title", made.title)
        assert any("headcount" in note for note in _texts(made, "note"))
        assert "10 lines were skipped." in _texts(made, "plain")
        assert all(row.text for block in made.blocks if isinstance(block, Table) for row in block.rows)


def test_the_criminal_law_is_told_to_the_police() -> None:
    known = facts(exposure(5, by_class=(count("5000", None, 1, 6000),)), "CN", said={"insider": "no"})
    assert "class of 5000" in " ".join(_texts(_document(known, "cn.ndsr.11", 3, "en"), "plain"))
    assert "按比例合计 1.20；情节严重：是；情节特别严重：否" in " ".join(_texts(_document(known, "cn.ndsr.11", 3, "zh"), "plain"))


def test_gaps_are_marked_once() -> None:
    made = _document(facts(exposure(5), "DE"), "eu.gdpr", 1, "de")
    gaps = [f"[noch auszufüllen: {name}]" for name in ("Kontakt", "Wahrscheinliche Folgen", "Ergriffene und geplante Maßnahmen")]
    assert _texts(made, "gap")[:-1] == gaps
    assert not {"Kontakt", "Was geschah"} & set(_rows(made, 2))


def test_nothing_out_of_a_log_is_obeyed() -> None:
    known = facts(exposure(5), "DE", name="Example\x1b[31m GmbH\u202e")
    assert _rows(_document(known, "eu.gdpr", 1, "en"), 2)["Organisation"] == "Example\\x1b[31m GmbH\\u202e"
