import pytest

from headcount.config.lines import allowed, choices, line_of, table_of

TEXT = """\
key = { file = "x" }

[[routes]]   # the first
template = "/a"
kinds = [
  "phone",
]
[ scan ]
"log_format" = "%h"

[[routes]]
'template' = "/b"
[[routes.fields]]
path = "a"
[[routes.fields]]
path = "b"
[scan.more]
template = "/c"
[[routes]]
template = "/d"
[[routes.fields]]
path = "c"
"""


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("$.routes[0].template", 4),
        ("$.routes[1].template", 12),
        ("$.routes[0].kinds[0]", 5),
        ("$.routes[1].kinds", 11),
        ("$.routes[1]", 11),
        ("$.routes[2].template", 20),
        ("$.routes[3].template", 0),
        ("$.routes", 3),
        ("$.colour", 0),
        ("$.scan.log_format", 9),
        ("$.scan.trusted_proxies", 8),
        ("$.routes[1].fields[1].path", 16),
        ("$.routes[1].fields[0].kind", 13),
        ("$.routes[2].fields[0].path", 22),
        ("$.routes[1].fields", 13),
        ("$.routes[0].fields[0].path", 0),
        ("$.scan.more", 17),
        ("$.key.file", 1),
        ("$.jsonl", 0),
        ("$", 0),
    ],
)
def test_a_key_is_found_in_its_own_table(where: str, line: int) -> None:
    assert line_of(TEXT, where) == line


def test_what_a_table_takes_is_told() -> None:
    assert allowed("$.key.path") == "[key] takes file"
    assert allowed("$.canaries[3].name") == "[[canaries]] takes entity, values"
    assert allowed("$.routes[1].fields[0].shape") == "[[routes.fields]] takes path, kind, form"
    assert allowed("$.detectors").startswith("the file has the tables routes, agreements, ")


def test_the_words_of_a_choice_are_told() -> None:
    assert choices("$.routes[0].records") == '"records" or "people"'
    assert choices("$.routes[0].fields[2].form") == '"clear", "masked" or "hashed"'
    assert (choices("$.routes[0].template"), choices("$.jsonl.time"), choices("$.what.ever")) == ("", "", "")


def test_tables_are_counted_from_one() -> None:
    places = ("$.agreements[1].name", "$.scan.log_format", "$.routes[1].fields[2].path")
    assert [table_of(where) for where in places] == ["[[agreements]] 2", "[scan]", "[[routes.fields]] 3"]
