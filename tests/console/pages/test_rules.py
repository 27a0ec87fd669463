"""Budgets and rules: what is in force, a change with what it would do, saving, and every version."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from headcount.config import AgreementConfig, Config
from headcount.config.live import BudgetConfig, PolicyConfig, RuleConfig
from headcount.console.app import Console
from headcount.console.door import OpenDoor
from headcount.console.interface import Parts, Role
from tests.console.made_parts import MadeRunning, MadeWatch
from tests.console.pages.mapped_board import ARABIC, LONG, MadeDocuments, MappedBoard, hear, over, parts_of, signal

FILE = Config(
    policy=PolicyConfig(mode="enforce"),
    budgets=[BudgetConfig("customers a day", people=300, kinds=["phone"])],
    rules=[RuleConfig("slow harvest", "mask", detectors=["slow_crawl"], duration="7d")],
    agreements=[AgreementConfig("Parcel partner", accounts=["svc-parcel"])],
)
BUDGET = {
    "what": "budgets",
    "before": "",
    "name": "tight",
    "people": "350",
    "period": "day",
    "lens": "account",
    "mode": "observe",
}


def browser(parts: Parts, role: Role = Role.ADMIN, language: str = "en") -> TestClient:
    """Somebody who looks."""
    return TestClient(Console(parts, OpenDoor(role, language=language)).application)


def hidden(page: str) -> dict[str, str]:
    """The fields of a page that nobody sees."""
    form = page[page.index('action="/rules/save"') :]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in found}


def test_what_is_in_force_and_where_it_comes_from(tmp_path: Path) -> None:
    documents = MadeDocuments()
    parts = parts_of(tmp_path, FILE, documents=documents)
    text = '[[budgets]]\nname = "customers a day"\npeople = 100\nnew = 9\n\n[[rules]]\nname = "dump"\naction = "block"\n'
    documents.write("rules", text, "bea", parts.clock())
    page = browser(parts).get("/rules").text
    told = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    assert "3 budgets and rules are in force. 1 of them holds clients up; the others only say" in told
    assert "customers a day Change Enforce Take away account 100 people, 9 of them new in any day" in told
    assert "block at 100 % observe console in place of the file's" in told
    assert "slow harvest Change slow crawl everybody 0 mask 7d enforce headcount.toml" in told
    assert "Versions (now 1)" in told


@pytest.mark.parametrize(
    ("role", "looks", "changes"),
    [(Role.VIEWER, 403, 403), (Role.ANALYST, 200, 200), (Role.OFFICER, 200, 403), (Role.ADMIN, 200, 200)],
    ids=["viewer", "analyst", "officer", "admin"],
)
def test_who_may_do_what(tmp_path: Path, role: Role, looks: int, changes: int) -> None:
    client = browser(parts_of(tmp_path, FILE), role)
    for path in ("/rules", "/rules/text", "/rules/versions", "/api/v1/rules", "/api/v1/rules/versions"):
        assert (path, client.get(path).status_code) == (path, looks)
    assert client.get("/rules/form?what=budgets").status_code == changes
    assert client.post("/rules/save", data={"text": "", "after": "0"}, follow_redirects=False).status_code in {changes, 303}
    assert ("New budget" in client.get("/rules").text) is (changes == 200)


def test_read_only_console_has_no_button_and_saves_nothing(tmp_path: Path) -> None:
    documents = MadeDocuments()
    client = browser(parts_of(tmp_path, FILE, running=MadeRunning(live=False), documents=documents))
    page = client.get("/rules").text
    assert "New budget" not in page
    assert "Change</a>" not in page
    answer = client.put("/api/v1/rules", json={"text": "", "after": 0})
    assert answer.status_code == 400
    assert "no service is running" in answer.json()["detail"]
    preview = client.post("/rules/preview", data=BUDGET)
    assert preview.status_code == 200
    assert "Save, and put in force" not in preview.text
    assert documents.kept == []


def test_a_budget_is_tried_saved_enforced_and_brought_back(tmp_path: Path) -> None:
    hear(tmp_path, [signal("ann"), signal("carl")])
    board = MappedBoard(
        stopped=[over("ann", 1200), over("bob", 340), over(ARABIC, 900), over(LONG, 400), over("svc-parcel", 9000)]
    )
    running, watch, documents = MadeRunning(), MadeWatch(), MadeDocuments()
    client = browser(parts_of(tmp_path, FILE, board, running, watch, documents))

    preview = client.post("/rules/preview", data=BUDGET)
    assert preview.status_code == 200
    assert "It would have stopped 3 clients last week, of which 1 had findings." in preview.text
    assert "2 of them had none: look at them before you enforce." in preview.text
    assert '<a href="/clients/account/ann">' in preview.text
    assert "svc-parcel" not in preview.text
    assert "Tried on the seven days from 2026-11-14 to 2026-11-20 (UTC)." in preview.text
    assert board.asked[-1][1:5] == ("account", 350, None, dt.timedelta(days=1))
    assert (documents.kept, running.told, watch.deeds) == ([], [], [])

    saved = client.post("/rules/save", data=hidden(preview.text) | {"note": "too many"}, follow_redirects=False)
    assert (saved.status_code, saved.headers["location"]) == (303, "/rules?saved=1")
    assert (documents.kept[0].by, documents.kept[0].note, documents.kept[0].reverts) == ("ann", "too many", None)
    assert 'name = "tight"\npeople = 350\nmode = "observe"\n' in documents.kept[0].text
    assert running.told == [("take over",)]
    assert watch.deeds == [("ann", "rules", "version 1")]
    assert "Saved as version 1, and in force." in client.get("/rules?saved=1").text

    enforce = client.get("/rules/change?op=enforce&what=budgets&name=tight")
    assert "Enforce, from now on" in enforce.text
    client.post("/rules/save", data=hidden(enforce.text))
    assert documents.kept[1].text.endswith('mode = "enforce"\n')

    removed = client.get("/rules/change?op=remove&what=budgets&name=tight")
    assert "It is taken away." in removed.text
    client.post("/rules/save", data=hidden(removed.text))
    assert documents.kept[2].text == ""

    back = client.get("/rules/change?op=revert&version=2")
    client.post("/rules/save", data=hidden(back.text))
    assert (documents.kept[3].text, documents.kept[3].reverts) == (documents.kept[1].text, 2)
    assert watch.deeds[-1] == ("ann", "rules", "version 4, which brings back 2")
    listed = client.get("/rules/versions").text
    assert "brings back version 2" in listed
    one = client.get("/rules/versions/2?against=1").text
    assert '<span class="removed">-mode = &#34;observe&#34;</span>' in one
    assert '<span class="added">+mode = &#34;enforce&#34;</span>' in one
    assert "Bring this version back" in one
    assert "Bring this version back" not in client.get("/rules/versions/4").text


def test_all_who_would_have_been_stopped_can_be_taken_away(tmp_path: Path) -> None:
    board, watch = MappedBoard(stopped=[over(f"c{n}", 400) for n in range(120)] + [over("=1+1", 500)]), MadeWatch()
    client = browser(parts_of(tmp_path, FILE, board, watch=watch), Role.OFFICER)
    page = client.post("/rules/preview", data=BUDGET).text
    assert "It would have stopped 121 clients last week" in page
    assert page.count('<a href="/clients/account/') == 100
    text = '[[budgets]]\r\nname = "tight"\r\npeople = 350\r\n'
    table = client.post("/rules/stopped.csv", data={"text": text, "table": "budgets", "name": "tight"})
    assert table.headers["content-type"].startswith("text/csv")
    rows = table.text.splitlines()
    assert (rows[0], len(rows)) == ("lens,name,at,people,incident", 122)
    assert "account,'=1+1,2026-11-18T00:00:00+00:00,500,0" in rows
    assert watch.deeds == [("ann", "export", "clients that budgets and rules would have stopped: up to 1000000 of each")]


def test_a_rule_is_tried_on_last_weeks_findings(tmp_path: Path) -> None:
    hear(
        tmp_path,
        [signal("ann"), signal("svc-parcel"), signal("bob", "fast_crawl"), signal("192.0.2.7", records=40, lens="address")],
    )
    client = browser(parts_of(tmp_path, FILE))
    form = {
        "what": "rules",
        "before": "",
        "name": "slow",
        "action": "block",
        "detectors": "slow_crawl",
        "people": "50",
        "strength": "2",
    }
    preview = client.post("/rules/preview", data=form | {"duration": "1d", "mode": "observe", "members": "true"})
    assert "It would have stopped 1 client last week, of which 1 had findings." in preview.text
    assert "svc-parcel" not in preview.text
    strict = client.post("/rules/preview", data=form | {"strength": "4", "duration": "1d", "mode": "observe"})
    assert "It would have held up nobody last week." in strict.text


def test_what_is_wrong_is_said_beside_what_was_typed(tmp_path: Path) -> None:
    client = browser(parts_of(tmp_path, FILE))
    wrong = client.post("/rules/preview", data=BUDGET | {"people": "", "accounts": "ann\nbob"})
    assert wrong.status_code == 400
    assert "a budget needs people or new" in wrong.text
    assert 'value="tight"' in wrong.text
    assert "ann\nbob</textarea>" in wrong.text
    share = client.post("/rules/preview", data=BUDGET | {"step0_at": "half", "step0_action": "warn"})
    assert "step 1: half is no share" in share.text
    word = client.post("/rules/preview", data=BUDGET | {"people": "many"})
    assert "people: Expected `int | null`, got `str`" in unescape(word.text)
    text = client.post("/rules/preview", data={"text": "[[budgets]]\r\nname = 'x'\r\npeeple = 3\r\n"})
    assert text.status_code == 400
    assert "rules of the console:3: there is no key `peeple`" in unescape(text.text)
    assert "peeple = 3" in text.text
    known = client.post("/rules/preview", data={"text": "[serve]\nlisten = ''\n"})
    assert "serve stands in headcount.toml" in known.text


def test_what_is_new_is_not_enforced_at_once(tmp_path: Path) -> None:
    documents = MadeDocuments()
    client = browser(parts_of(tmp_path, FILE, documents=documents))
    text = '[[budgets]]\nname = "tight"\npeople = 3\nmode = "enforce"\n'
    answer = client.post("/rules/save", data={"text": text, "after": "0"})
    assert answer.status_code == 409
    assert "to enforce it is a second step" in answer.text
    assert documents.kept == []
    of_the_file = text.replace("tight", "customers a day")
    assert client.put("/api/v1/rules", json={"text": of_the_file, "after": 0}).json()["version"] == 1


def test_what_is_enforced_stays_so_unless_somebody_says_otherwise(tmp_path: Path) -> None:
    client = browser(parts_of(tmp_path, FILE))
    form = client.get("/rules/form?what=budgets&name=customers%20a%20day").text
    assert re.search(r'value="enforce" checked', form)
    warned = "It holds clients up now; with this change it will not any more."
    assert warned not in client.post("/rules/preview", data=BUDGET | {"name": "customers a day", "mode": "enforce"}).text
    assert warned in client.post("/rules/preview", data=BUDGET | {"name": "customers a day"}).text
    assert warned not in client.post("/rules/preview", data=BUDGET).text


def test_two_people_at_once(tmp_path: Path) -> None:
    documents = MadeDocuments()
    client = browser(parts_of(tmp_path, FILE, documents=documents))
    first = client.post("/rules/preview", data=BUDGET)
    client.post("/rules/save", data=hidden(client.post("/rules/preview", data=BUDGET | {"name": "other"}).text))
    late = client.post("/rules/save", data=hidden(first.text))
    assert late.status_code == 409
    assert "somebody else changed it meanwhile" in late.text
    assert "tight" in late.text
    assert len(documents.kept) == 1


def test_what_cannot_be_put_in_force_is_taken_back(tmp_path: Path) -> None:
    documents = MadeDocuments()
    parts = parts_of(
        tmp_path, FILE, running=MadeRunning(refuses="the table of the role staff cannot be read"), documents=documents
    )
    answer = browser(parts).put("/api/v1/rules", json={"text": '[[budgets]]\nname = "x"\npeople = 3\n', "after": 0})
    assert answer.status_code == 409
    assert "the table of the role staff cannot be read" in answer.json()["detail"]
    assert [(one.text, one.by) for one in documents.kept][1] == ("", "headcount")
    assert documents.kept[1].note == "version 1 could not be put in force"


def test_a_text_that_fits_the_file_no_more_is_told(tmp_path: Path) -> None:
    documents = MadeDocuments()
    parts = parts_of(tmp_path, FILE, documents=documents)
    documents.write("rules", '[[rules]]\nname = "x"\naction = "mask"\nrole = "gone"\n', "bea", parts.clock())
    odd = parts_of(tmp_path, FILE)
    page = browser(replace(odd, documents=documents, config=lambda: FILE)).get("/rules")
    assert page.status_code == 200
    assert "What was saved in the console is not in force:" in page.text
    assert "there is no role gone" in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/rules/form?what=budgets",
        "/rules/form?what=rules",
        "/rules/text",
        "/rules/change?op=enforce&what=budgets&name=customers%20a%20day",
    ],
    ids=["budget", "rule", "text", "change"],
)
def test_every_form_that_changes_carries_the_token_of_its_session(tmp_path: Path, path: str) -> None:
    hear(tmp_path, [signal("ann")])
    page = browser(parts_of(tmp_path, FILE, MappedBoard(stopped=[over("ann", 1200)]))).get(path).text
    forms = re.findall(r'<form method="post".*?</form>', page, re.DOTALL)
    assert forms
    assert all('name="forgery_token"' in form for form in forms)


@pytest.mark.parametrize(
    "path",
    [
        "/rules/form",
        "/rules/form?what=gates",
        "/rules/form?what=budgets&name=none",
        "/rules/change?op=burn",
        "/rules/change?op=revert&version=x",
        "/rules/change?op=remove&what=budgets&name=customers%20a%20day",
    ],
    ids=["what", "other", "no such budget", "no such change", "no number", "one of the file"],
)
def test_wrong_questions(tmp_path: Path, path: str) -> None:
    assert browser(parts_of(tmp_path, FILE)).get(path).status_code == 400


def test_versions_that_are_not_there(tmp_path: Path) -> None:
    client = browser(parts_of(tmp_path, FILE))
    assert client.get("/rules/versions/7").status_code == 404
    assert client.get("/rules/change?op=revert&version=7").status_code == 404
    assert "Nothing was saved in the console yet" in client.get("/rules/versions").text


def test_empty_and_in_chinese(tmp_path: Path) -> None:
    english = browser(parts_of(tmp_path)).get("/rules").text
    assert "No budget and no rule is in force" in english
    assert "There is no budget" in english
    chinese = browser(parts_of(tmp_path, FILE), language="zh").get("/rules").text
    assert "共 2 项预算与规则生效" in chinese
    assert "慢速抓取" in chinese
    assert "Budgets" not in re.sub(r"<[^>]*>", " ", chinese)


def test_exports(tmp_path: Path) -> None:
    client = browser(parts_of(tmp_path, FILE))
    table = client.get("/api/v1/rules?as=csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[1].startswith("budgets,customers a day,file,")
    assert client.get("/api/v1/rules").json()["rows"][1]["steps"] == [{"action": "mask", "at": None}]
    tried = client.post("/api/v1/rules/preview", json={"text": "x" * 100_001})
    assert tried.status_code == 400
