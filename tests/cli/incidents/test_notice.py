# ruff: noqa: RUF001 - Chinese punctuation is meant
from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.incidents.conftest import Headcount

CONFIG = '[organisation]\nname = "示例公司"\njurisdictions = ["CN", "DE"]\nsectors = []\ncritical = false\n'


@pytest.fixture(autouse=True)
def organisation(tmp_path: Path) -> None:
    (tmp_path / "headcount.toml").write_text(CONFIG)


def test_one_draft_in_the_language_of_the_authority(headcount: Headcount) -> None:
    done = headcount("incident", "notice", "1", "--law", "cn.incident_report", "--step", "1", "--out", "cac.md", "--by", "me")
    assert (done.code, done.out, done.err) == (0, "", "cac.md: cn.incident_report 1, provincial CAC of the place\n")
    text = Path("cac.md").read_text()
    assert text.startswith("# 网络和数据安全事件报告（报送：所在地省级网信部门）\n")
    assert "**\\[待填写：可能造成的危害\\]**" in text
    assert "示例公司" in text
    log = headcount("incident", "show", "1", "--json", "-").json["changes"]
    assert (log[-1]["what"], log[-1]["detail"]) == ("notice", "drafts of cn.incident_report 1, md")


def test_every_step_of_a_law_and_the_language_that_is_wanted(headcount: Headcount) -> None:
    said = ("--fact", "persons=412", "--fact", "risk_unlikely=no", "--by", "me")
    assert headcount("incident", "notice", "1", "--law", "eu.gdpr", "--lang", "fr", "--out", "eu.md", *said).code == 0
    made = sorted(path.name for path in Path().glob("eu*.md"))
    assert made == ["eu-eu.gdpr-1.md", "eu-eu.gdpr-2.md", "eu-eu.gdpr-3.md"]
    assert "Personnes concernées | 412" in Path("eu-eu.gdpr-1.md").read_text()


@pytest.mark.parametrize(("name", "begins"), [("n.docx", b"PK"), ("n.pdf", b"%PDF")], ids=["docx", "pdf"])
def test_other_formats(headcount: Headcount, name: str, begins: bytes) -> None:
    done = headcount("incident", "notice", "1", "--law", "eu.gdpr", "--step", "1", "--lang", "de", "--out", name, "--by", "me")
    assert done.code == 0
    assert Path(name).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--law", "eu.gdpr", "--out", "draft"), "say --format md, docx or pdf"),
        (("--law", "eu.gdrp", "--out", "draft.md"), "there is no such law with a notice"),
        (("--law", "jp.appi", "--out", "draft.md"), "does not apply to this incident"),
        (("--law", "eu.gdpr", "--lang", "it", "--out", "draft.md"), "invalid choice: 'it'"),
    ],
    ids=["format", "law", "not here", "language"],
)
def test_what_cannot_be_drafted(headcount: Headcount, words: tuple[str, ...], message: str) -> None:
    done = headcount("incident", "notice", "1", *words)
    assert (done.code, message in done.err) == (2, True)
    assert not list(Path().glob("draft*"))
