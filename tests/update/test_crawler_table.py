import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / ".." / "shared" / "data" / "ua-crawlers" / "crawler-user-agents.json"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("update_crawlers", ROOT / "update" / "crawlers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        (r"Googlebot\/", ["Googlebot/"]),
        ("[wW]get", ["wget", "Wget"]),
        ("Ahrefs(Bot|SiteAudit)", ["AhrefsBot", "AhrefsSiteAudit"]),
        ("^curl", ["^curl"]),
        (r"(^| )sentry\/", ["^sentry/", " sentry/"]),
        ("SSL Labs$", ["SSL Labs"]),
        ("Netumo|netumo", ["Netumo", "netumo"]),
    ],
)
def test_nearly_plain_expressions_are_written_out(script: ModuleType, pattern: str, texts: list[str]) -> None:
    assert script.literals(pattern) == texts


@pytest.mark.parametrize("pattern", [r"bot\d", "bot.*", "bots?", r"a{2}"])
def test_an_expression_that_is_not_plain_is_refused(script: ModuleType, pattern: str) -> None:
    with pytest.raises(ValueError, match="BY_HAND"):
        script.literals(pattern)


def test_the_table_is_what_the_script_makes_of_the_list(script: ModuleType) -> None:
    if not LIST.exists():
        pytest.skip("shared/data/ua-crawlers is not here")
    table = [line for line in script.TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert table[1:] == script.rows(json.loads(LIST.read_text()))


def test_every_row_is_a_mark_a_kind_and_a_name(script: ModuleType) -> None:
    rows = [line.split("\t") for line in script.TABLE.read_text("utf-8").splitlines() if not line.startswith("#")][1:]
    assert {len(row) for row in rows} == {3}
    assert {row[1] for row in rows} == {"crawler", "tool"}
    assert len({row[0] for row in rows}) == len(rows) == 1519
