from __future__ import annotations

from pathlib import Path

import pytest

from headcount import config
from headcount.lab.background_folder import configuration, write
from headcount.lab.backgrounds.contacts import Contacts
from headcount.lab.backgrounds.staff_cases import StaffCases
from headcount.lab.turned import ExtraRecords
from headcount.lab.turning import turn
from tests.lab.tables import mail_table, staff_table


def test_what_the_bank_knows_stands_beside_its_log(tmp_path: Path) -> None:
    background = StaffCases(missing=0.0).read(staff_table(tmp_path / "cases.csv"), 1)
    world = turn(background, ExtraRecords(factor=2.0), 1)
    out = tmp_path / "out"
    out.mkdir()
    (out / "scan.json").write_text("of an earlier log")
    truth = write(background, world, "a case", out)
    names = ["access.log", "headcount.toml", "open.csv", "staff.csv", "truth.json"]
    assert sorted(path.name for path in out.iterdir()) == names
    lines = (out / "access.log").read_text().splitlines()
    assert (len(lines), truth.accesses, truth.people) == (len(world.events), len(world.events), 6 * 80 * 4)
    assert lines[0].startswith('198.18.0.0 - 112 [02/Mar/2026:00:30:00 +0000] "GET /applications/1000 HTTP/1.1" 200 ')
    assert (out / "staff.csv").read_text() == '"client","unit"\n' + "".join(f"{n},desk\n" for n in range(201, 207))
    assert (out / "open.csv").read_text().splitlines()[:2] == [
        '"record","unit","since","until"',
        "1000,desk,2026-03-02 00:30:00,2026-03-03 00:00:00",
    ]
    told = config.load(out / "headcount.toml")
    assert [route.template for route in told.routes] == ["/applications/{id}"]
    assert (len(told.relations), [role.name for role in told.roles]) == (1, ["employee"])
    assert [agreement.accounts for agreement in told.agreements] == [["112"]]


def test_an_open_end_is_empty(tmp_path: Path) -> None:
    table = staff_table(tmp_path / "cases.csv", days=2, employees=1, cases=1)
    table.write_text(table.read_text().replace("A_DECLINED", "A_NOTED"))
    background = StaffCases(missing=0.0).read(table, 1)
    write(background, background.world, "open", tmp_path / "out")
    assert (tmp_path / "out" / "open.csv").read_text().splitlines()[1:] == [
        "1000,desk,2026-03-02 00:30:00,",
        "1001,desk,2026-03-03 00:30:00,",
    ]


@pytest.mark.parametrize("missing", [1.0, 0.0])
def test_without_tables_there_are_no_relations(tmp_path: Path, missing: float) -> None:
    told = configuration(StaffCases(missing=missing).read(staff_table(tmp_path / "cases.csv", days=2), 1))
    assert ("[[relations]]" in told) == (missing == 0.0)
    plain = configuration(Contacts().read(mail_table(tmp_path / "mails"), 1))
    assert plain.splitlines()[2:] == [
        "[[routes]]",
        'template = "/people/{id}"',
        'subject = "id"',
        'entity = "people"',
        'records = "people"',
    ]
