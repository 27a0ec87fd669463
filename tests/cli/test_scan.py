from __future__ import annotations

import errno
import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from headcount.reports.json import json_schema
from tests.cli.conftest import Headcount
from tests.made import BROWSER, HARVESTER, content, harvested_shop, line, shop

ROOT = Path(__file__).resolve().parents[2]
HEADCOUNT = (sys.executable, "-c", "import sys; from headcount.cli import main; sys.exit(main())")


def test_findings_end_with_three_unless_never(headcount: Headcount) -> None:
    assert headcount("scan", "access.log").code == 3
    assert headcount("scan", "access.log", "--fail-on", "never").code == 0
    assert headcount("scan", "access.log", "--no-detect").code == 0
    Path("quiet.log").write_text("".join(shop(200, 1)))
    assert headcount("scan", "quiet.log").code == 0


def test_the_harvester_is_found_and_named(headcount: Headcount) -> None:
    answer = headcount("scan", "access.log", "--json", "-")
    findings = answer.json["findings"]
    assert {finding["client"] for finding in findings} == {HARVESTER}
    assert {finding["detector"] for finding in findings} == {"fast_crawl", "slow_crawl", "id_enumeration"}
    assert {finding["records"] for finding in findings} == {1200}
    assert {finding["people"] for finding in findings} == {None}
    assert all("records" in finding["sentence"] and "people" not in finding["sentence"] for finding in findings)
    assert answer.json["clients"][0]["records"] == 1200


def test_one_view_of_a_declared_canary_is_a_finding_and_its_value_is_kept_nowhere(headcount: Headcount) -> None:
    Path("headcount.toml").write_text('[[canaries]]\nentity = "orders"\nvalues = ["777177"]\n')
    Path("quiet.log").write_text("".join([*shop(400, 1), line("203.0.113.9", 2_900, "/orders/777177")]))
    answer = headcount("scan", "quiet.log", "--json", "-", "--ledger", "people.db")
    [finding] = answer.json["findings"]
    assert (answer.code, finding["detector"], finding["client"], finding["records"]) == (3, "canary", "203.0.113.9", 1)
    assert "777177" not in answer.out
    assert b"777177" not in Path("people.db").read_bytes()


def test_only_data_stands_on_standard_output(headcount: Headcount) -> None:
    for option, schema in (("--json", json_schema()), ("--ocsf", None)):
        answer = headcount("scan", "access.log", option, "-", "--html", "report.html")
        assert answer.code == 3
        assert answer.err == "report: report.html\n"
        documents = [json.loads(answer.out)] if schema else [json.loads(text) for text in answer.out.splitlines()]
        assert documents
        if schema:
            jsonschema.validate(documents[0], schema, format_checker=jsonschema.FormatChecker())
        else:
            assert {event["class_uid"] for event in documents} == {2004}
    assert headcount("scan", "access.log", "--quiet").out == ""
    both = headcount("scan", "access.log", "--json", "-", "--ocsf", "-")
    assert (both.code, both.out, both.err) == (2, "", "headcount: --json - and --ocsf - cannot share standard output\n")


def test_piped_output_has_no_colours_and_talk_goes_to_standard_error(headcount: Headcount, tmp_path: Path) -> None:
    assert headcount("scan", "access.log", "--fail-on", "never").code == 0
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "300"}
    run = subprocess.run(
        [*HEADCOUNT, "scan", "access.log", "missing.log"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=environment,
    )
    assert run.returncode == 3
    assert run.stderr == ""
    assert "\x1b" not in run.stdout
    assert f"address {HARVESTER}" in run.stdout
    assert "missing.log: no such file" in run.stdout


def test_every_output_at_once(headcount: Headcount) -> None:
    answer = headcount(
        "scan", "access.log", "--json", "a.json", "--ocsf", "a.ocsf.json", "--html", "a.html", "--language", "zh", "--top", "3"
    )
    assert answer.code == 3
    document = json.loads(Path("a.json").read_text())
    jsonschema.validate(document, json_schema())
    assert len(document["clients"]) == 3
    assert json.loads(Path("a.ocsf.json").read_text().splitlines()[0])["class_uid"] == 2004
    page = Path("a.html").read_text("utf-8")
    assert page.startswith('<!doctype html>\n<html lang="zh')
    assert HARVESTER in page
    assert answer.out.splitlines()[-1] == "report: a.html"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["missing.log"], "no readable input (missing.log: no such file)"),
        (["void"], "no readable input (void: directory without files)"),
        (["damaged.gz"], "no readable input (damaged.gz: damaged gzip)"),
        (["access.log", "--top", "0"], "--top must be at least 1"),
        (["access.log", "--format", "morse"], "there is no format 'morse'"),
        (["access.log", "--format", "jsonl"], "--format jsonl needs a field map"),
        (["access.log", "--format", "combined", "--log-format", "%h"], "--format and --log-format exclude each other"),
        (["access.log", "--log-format", "%h %Z"], "log format: it logs no time"),
        (["access.log", "--trusted-proxy", "everybody"], "write an address or a network"),
        (["access.log", "--config", "missing.toml"], "missing.toml: cannot be read"),
        (["access.log", "--html", "void"], "void cannot be written"),
        (["access.log", "--json", "nowhere/a.json"], "nowhere/a.json cannot be written"),
        (["access.log", "--ocsf", "void"], "void cannot be written: it is a directory"),
        (["access.log", "--ledger", "void"], "void: is a directory"),
        (["access.log", "--ledger", "nowhere/ledger"], "there is no directory nowhere"),
        (["access.log", "--key", "nowhere/key"], "cannot make the key file"),
        (["access.log", "--key", "open.key"], "the key can be read by others"),
        (["access.log", "--unheard-of"], "unrecognized arguments: --unheard-of"),
        ([], "the following arguments are required: PATH"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_two(headcount: Headcount, arguments: list[str], says: str) -> None:
    Path("void").mkdir()
    Path("damaged.gz").write_bytes(b"\x1f\x8b\x08 no")
    Path("open.key").write_text("0" * 32)
    Path("open.key").chmod(0o644)
    before = sorted(Path().iterdir())
    answer = headcount("scan", *arguments)
    assert answer.code == 2
    assert says in answer.err
    assert "Traceback" not in answer.err
    assert sorted(Path().iterdir()) == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[relations]]\nentity = "orders"\nfile = "cases.csv"\n', "cases.csv: cannot be read (No such file or directory)"),
        ('[[places]]\nentity = "orders"\nrecords = "odd.csv"\n', "odd.csv: needs the columns record (or person) and place"),
        (
            '[[roles]]\nname = "staff"\nfile = "odd.csv"\n',
            "odd.csv: needs the column client; its first line names none of them, in 2 columns",
        ),
        ('[[roles]]\nname = "staff"\nfile = "a\\u0000b"\n', "headcount.toml:3: file holds the character NUL"),
        ('[key]\nfile = "a\\u0000b"\n', "headcount.toml:2: file holds the character NUL"),
    ],
)
def test_tables_that_cannot_be_used_are_told_before_the_log_is_read(headcount: Headcount, text: str, says: str) -> None:
    Path("headcount.toml").write_text(text)
    Path("odd.csv").write_text("one,two\n1,2\n")
    answer = headcount("scan", "access.log", "--ledger", "people.db")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("headcount: ")
    assert says in answer.err
    assert not Path("people.db").exists()


def test_an_entity_that_no_route_has_is_said(headcount: Headcount) -> None:
    Path("headcount.toml").write_text(
        '[[canaries]]\nentity = "order"\nvalues = ["777177"]\n\n'
        '[[relations]]\nentity = "orders"\nfile = "a.csv"\n\n[[relations]]\nentity = "oders"\nfile = "a.csv"\n'
    )
    Path("a.csv").write_text("client,record\nerin,1001\n")
    answer = headcount("scan", "access.log", "--json", "-")
    [canary, relation] = answer.json["notices"]
    assert canary["table"] == "[[canaries]] 1"
    assert canary["notice"].startswith('entity = "order" is of no route, so the table does nothing; write one of: ')
    assert "orders" in canary["notice"].partition("one of: ")[2].split(", ")
    assert (relation["table"], relation["notice"][:16]) == ("[[relations]] 2 (a.csv)", 'entity = "oders"')


def test_a_failure_is_said_with_exit_code_one(headcount: Headcount) -> None:
    assert headcount("scan", "access.log", "--ledger", "ledger", "--quiet").code == 3
    Path("ledger.key").rename("elsewhere.key")
    missing = headcount("scan", "access.log", "--ledger", "ledger")
    assert (missing.code, missing.out) == (1, "")
    assert (
        missing.err
        == "headcount: ledger was written under a key, and ledger.key is not there; restore it, or name it with --key\n"
    )
    Path("new.key").write_text("0" * 32)
    Path("new.key").chmod(0o600)
    other = headcount("scan", "access.log", "--ledger", "ledger", "--key", "new.key")
    assert (other.code, other.err) == (1, "headcount: ledger was written under another key; name that key with --key\n")
    assert headcount("scan", "access.log", "--ledger", "ledger", "--key", "elsewhere.key").code == 3
    noise = headcount("scan", "access.log", "--ledger", "access.log")
    assert noise.code == 1
    assert Path("access.log").read_text() == "".join(harvested_shop())


def _no_space(_file: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_a_failure_without_traceback(headcount: Headcount, tmp_path: Path) -> None:
    for option in ("--json", "--ocsf", "--html"):
        answer = headcount("scan", "access.log", option, "/dev/full")
        assert answer.code in {1, 2}
        assert "No space left on device" in answer.err
        assert len(answer.err.splitlines()) == 1
    page = Path("report.html")
    page.write_text("the report of yesterday")
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(os, "fsync", _no_space)
        answer = headcount("scan", "access.log", "--html", str(page))
    assert (answer.code, page.read_text()) == (1, "the report of yesterday")
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [*HEADCOUNT, "scan", "access.log"], stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=tmp_path
        )
    assert (run.returncode, run.stderr) == (1, "headcount: No space left on device\n")


def test_a_ledger_that_grows_no_further_is_gone_on_with_later(headcount: Headcount) -> None:
    Path("headcount.toml").write_text('[[relations]]\nentity = "orders"\nfile = "cases.csv"\n')
    Path("cases.csv").write_text("client,record\n" + "".join(f"erin,{n}\n" for n in range(500)))
    Path("earlier.log").write_text("".join(shop(3000, 4, begin=-100_000)))
    arguments = ("scan", "earlier.log", "access.log", "--quiet", "--ledger")
    assert headcount(*arguments, "whole").code == 3
    shutil.copy("whole.key", "cut.key")
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, allowed[1]))
        cut = headcount(*arguments, "cut")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
    assert (cut.code, len(cut.err.splitlines())) == (1, 1)
    assert cut.err.startswith("headcount: cut failed (")
    assert cut.err.endswith("Make room and run it again: nothing is lost, or counted twice\n")
    assert headcount(*arguments, "cut").code == 3
    assert content(Path("cut")) == content(Path("whole"))


@pytest.mark.usefixtures("headcount")
def test_a_reader_who_goes_away_is_no_failure(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as gone:
        run = subprocess.run(
            [*HEADCOUNT, "scan", "access.log", "--html", "a.html"],
            stdout=gone,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=tmp_path,
        )
    assert (run.returncode, run.stderr) == (0, "")
    assert HARVESTER in Path("a.html").read_text("utf-8")


def test_no_permission_is_said(headcount: Headcount) -> None:
    Path("secret.log").write_text("".join(shop(50, 2)))
    Path("secret.log").chmod(0)
    answer = headcount("scan", "secret.log", "access.log", "--json", "-")
    notes = {file["path"]: file["note"] for file in answer.json["coverage"]["files"]}
    assert notes["access.log"] == ""
    assert notes["secret.log"] == (
        "" if os.access("secret.log", os.R_OK) else "no permission to read it"
    )  # root may read everything


def test_any_bytes_are_counted_or_skipped(headcount: Headcount) -> None:
    good = "".join(shop(300, 3)).encode()
    strange = {
        "utf.log": good
        + b'192.0.2.2 - a\xff [02/Mar/2026:09:00:00 +0000] "GET /orders/1\xff2 HTTP/1.1" 200 1 "-" "x\xfe"\n'
        + good,
        "nul.log": good
        + b'192.0.2.2 - a\0b [02/Mar/2026:09:00:00 +0000] "GET /orders/1\0002 HTTP/1.1" 200 1 "-" "x\0y"\n\0\0\0\n'
        + good,
        "long.log": good
        + b'192.0.2.2 - - [02/Mar/2026:09:00:00 +0000] "GET /'
        + b"a" * 10_000_000
        + b' HTTP/1.1" 200 1 "-" "x"\n'
        + good,
        "cut.log.gz": gzip.compress("".join(shop(3000, 4)).encode())[:-2000],
        "feeds.log": b"\n\n" + good.replace(b"\n", b"\r\n") + b"\n\n",
        "empty.log": b"",
    }
    for name, text in strange.items():
        Path(name).write_bytes(text)
    answer = headcount(
        "scan", *strange, "--json", "-", "--html", "a.html", "--ocsf", "a.json", "--ledger", "ledger", "--fail-on", "never"
    )
    assert (answer.code, answer.err) == (0, "report: a.html\n")
    coverage = answer.json["coverage"]
    files = {file["path"]: file for file in coverage["files"]}
    assert all(file["lines"] == file["accesses"] + file["skipped"] for file in [*files.values(), coverage])
    assert coverage["skipped"] == sum(coverage["reasons"].values())
    counted = {name: (file["lines"], file["accesses"]) for name, file in files.items()}
    assert counted["utf.log"] == (603, 601)
    assert counted["nul.log"] == (604, 601)
    assert counted["long.log"] == (603, 600)
    assert counted["feeds.log"] == (305, 300)
    assert counted["empty.log"] == (0, 0)
    assert 0 < counted["cut.log.gz"][1] < 3000
    assert files["cut.log.gz"]["note"].startswith("cut-off gzip: read ")
    assert coverage["reasons"]["line longer than 1 MiB"] == 1


def test_people_are_said_only_after_they_were_declared(headcount: Headcount) -> None:
    Path("headcount.toml").write_text(
        '[[routes]]\ntemplate = "/orders/{id}"\nsubject = "id"\nentity = "orders"\nrecords = "people"\n'
    )
    declared = headcount("scan", "access.log", "--json", "-")
    assert declared.code == 3
    assert (declared.json["people_total"], declared.json["records_total"]) == (1262, 1262)
    assert {finding["people"] for finding in declared.json["findings"]} == {1200}
    [route] = declared.json["routes"]
    assert (route["source"], route["people"], route["template"]) == ("declared", True, "/orders/{id}")
    told = headcount("scan", "access.log").out
    assert told.startswith("1 client was shown unusually many people's data.\n1,262 people, ")
    assert "1,200 people (1,200 different records)" in told
    assert "people" not in headcount("scan", "access.log", "--config", os.devnull).out


def test_a_route_declared_without_subject_shows_no_record(headcount: Headcount) -> None:
    Path("other.toml").write_text('[[routes]]\ntemplate = "/orders/{id}"\n')
    answer = headcount("scan", "access.log", "--json", "-", "--config", "other.toml")
    assert (answer.code, answer.json["records_total"], answer.json["routes"], answer.json["clients"]) == (0, 0, [], [])


@pytest.mark.parametrize(
    "agreement",
    [f'addresses = ["{HARVESTER}"]', 'user_agents = ["Partner/"]', 'addresses = ["203.0.113.0/24"]\nuser_agents = ["Partner/"]'],
)
def test_a_client_under_an_agreement_is_named_apart_and_not_found(headcount: Headcount, agreement: str) -> None:
    Path("access.log").write_text("".join(harvested_shop("Partner/1.0")))
    assert headcount("scan", "access.log", "--quiet").code == 3
    Path("headcount.toml").write_text(f'[[agreements]]\nname = "Nightly export"\n{agreement}\n')
    answer = headcount("scan", "access.log", "--json", "-")
    assert (answer.code, answer.json["findings"]) == (0, [])
    assert [(row["client"], row["records"], row["agreement"]) for row in answer.json["declared"]] == [
        (HARVESTER, 1200, "Nightly export")
    ]
    assert "Nightly export" in headcount("scan", "access.log").out


def test_a_declared_crawler_is_named_apart(headcount: Headcount) -> None:
    Path("access.log").write_text(
        "".join(harvested_shop("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"))
    )
    answer = headcount("scan", "access.log", "--json", "-")
    assert [(row["client"], row["declared_crawler"], row["verified"]) for row in answer.json["declared"]] == [
        (HARVESTER, "Googlebot", None)
    ]


def test_a_trusted_proxy_is_believed_and_nobody_else(headcount: Headcount) -> None:
    Path("access.log").write_text("".join(harvested_shop(proxy="192.0.2.10")))
    plain = headcount("scan", "access.log", "--json", "-")
    assert [row["client"] for row in plain.json["clients"]] == ["192.0.2.10"]
    for options in (["--trusted-proxy", "192.0.2.10"], ["--trusted-proxy", "198.18.0.1", "--trusted-proxy", "192.0.2.0/24"]):
        answer = headcount("scan", "access.log", "--json", "-", *options)
        assert (answer.code, answer.json["clients_total"], answer.json["clients"][0]["client"]) == (3, 151, HARVESTER)
    Path("headcount.toml").write_text('[scan]\ntrusted_proxies = ["192.0.2.10"]\n')
    assert headcount("scan", "access.log", "--json", "-").json["clients_total"] == 151


def test_the_servers_own_format_string_is_taken_as_it_stands(headcount: Headcount) -> None:
    rows = [f"{n}|GET|/orders/{n}|200|192.0.2.{n % 7}|02/Mar/2026:09:00:{n % 60:02} +0000\n" for n in range(100, 200)]
    Path("own.log").write_text("".join(rows))
    assert headcount("scan", "own.log").code == 2
    answer = headcount(
        "scan",
        "own.log",
        "--json",
        "-",
        "--log-format",
        "$request_time|$request_method|$request_uri|$status|$remote_addr|$time_local",
    )
    assert (answer.json["coverage"]["accesses"], answer.json["records_total"], answer.json["clients_total"]) == (100, 100, 7)


def test_an_apache_format_string_is_taken_as_it_stands(headcount: Headcount) -> None:
    Path("own.log").write_text("".join(text.replace("\n", " 0.003\n") for text in shop(300, 4)))
    answer = headcount(
        "scan", "own.log", "--json", "-", "--log-format", '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D'
    )
    assert (answer.json["coverage"]["accesses"], answer.json["coverage"]["skipped"]) == (300, 1)


def test_an_account_with_terminal_codes_cannot_write_to_the_terminal(headcount: Headcount) -> None:
    evil = "\x1b]0;owned\x07\x1b[2Jerin"
    Path("access.log").write_text(
        "".join(line("192.0.2.1", n, f"/orders/{n}", account=evil.replace(" ", "_")) for n in range(50))
    )
    assert headcount("scan", "access.log", "--ledger", "ledger").out.count("\x1b") == 0
    answer = headcount("count", "--ledger", "ledger", evil)
    assert (answer.code, answer.out.count("\x1b")) == (0, 0)
    assert headcount("who-saw", "--ledger", "ledger", "7").out.count("\x1b") == 0


def test_the_shipped_example_is_scanned_as_make_scan_does(headcount: Headcount) -> None:
    answer = headcount("scan", str(ROOT / "examples" / "access.log.gz"), "--html", "report.html", "--json", "a.json")
    assert answer.code in {0, 3}
    coverage = json.loads(Path("a.json").read_text())["coverage"]
    assert (coverage["lines"], coverage["accesses"], coverage["skipped"]) == (10_000, 9_999, 1)
    assert Path("report.html").stat().st_size > 10_000
    assert BROWSER not in answer.err


def test_a_log_of_one_client_under_an_agreement_has_no_findings(headcount: Headcount) -> None:
    Path("one.log").write_text('192.0.2.1 - - [01/Nov/2025:10:00:00 +0000] "GET /u/4711 HTTP/1.1" 200 5\n' * 3)
    Path("headcount.toml").write_text('[[agreements]]\nname = "export"\naddresses = ["192.0.2.1"]\n')
    answer = headcount("scan", "one.log", "--json", "-")
    assert (answer.code, answer.json["findings"]) == (0, [])
