from __future__ import annotations

from pathlib import Path

import pytest

from headcount.config.declared import Config
from headcount.config.reading import load
from headcount.errors import ConfigError


def written(folder: Path, text: str) -> Path:
    path = folder / "headcount.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_file_may_say_nothing(tmp_path: Path) -> None:
    assert load(None) == load(written(tmp_path, "")) == load(written(tmp_path, "# nothing\n")) == Config()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[routes]\ntemplate = "/a"\n', r"toml: is not TOML: .*line 1"),
        ("[scan\n", r"toml: is not TOML: .*line 1"),
        ('[[routes]]\ntemplate = "/a"\n[[routes]]\nsubject = "id"\n', r"toml:3: Object missing required field `template`"),
        ("[[routes]]\ntemplate = 5\n", r"toml:2: Expected `str`, got `int` - at `\$\.routes\[0\]\.template`$"),
        (
            '[[routes]]\ntemplate = "/a"\nsubjects = "id"\n',
            r"toml:3: there is no key `subjects`; \[\[routes\]\] takes template, subject, method, entity, kinds, ",
        ),
        (
            '[[routes]]\ntemplate = "/a"\n\n[[routes]]\ntemplate = "/b"\nrecords = "persons"\n',
            r"toml:6: Invalid enum value 'persons' - at `\$\.routes\[1\]\.records`; write \"records\" or \"people\"$",
        ),
        ('[[routes]]\ntemplate = "/a"\nkinds = "phone"\n', r"toml:3: Expected `array`, got `str`"),
        (
            '[[routes]]\ntemplate = "/a"\n[[routes]]\nsubject = "x"\ntemplate = "b"\n',
            r"toml:5: template must begin with /, such as /orders/\{id\}",
        ),
        ('[[agreements]]\nname = "p"\naddresses = "192.0.2.1"\n', r"toml:3: Expected `array`, got `str`"),
        ('[[agreements]]\naddresses = ["192.0.2.1"]\n', r"toml:1: Object missing required field `name`"),
        ('[[canaries]]\nentity = "users"\nvalues = [7]\n', r"toml:3: Expected `str`, got `int`"),
        ("[scan]\ntrusted_proxy = []\n", r"toml:2: there is no key `trusted_proxy`; \[scan\] takes trusted_proxies, log_format$"),
        ("[scan]\nlog_format = 7\n", r"toml:2: Expected `str`, got `int`"),
        ("[jsonl]\naddress = 7\n", r"toml:1: Expected `str`, got `int`"),
        ("[key]\npath = 'x'\n", r"toml:2: there is no key `path`; \[key\] takes file$"),
        (
            "[detectors]\nfast = true\n",
            r"toml:1: there is no key `detectors`; the file has the tables routes, agreements, .*jsonl, key, .*alerts, incidents",
        ),
        ("\nscann = 1\n", r"toml:2: there is no key `scann`; the file has the tables routes"),
        ("routes = 1\n", r"toml:1: Expected `array`, got `int`"),
        (
            '[[agreements]]\nname = "p"\naccounts = ["a"]\n\n[[agreements]]\naccounts = ["b"]\nname = "p"\n',
            r"toml:7: two agreements have this name, .*; give each its own \(the first: line 2\)$",
        ),
        (
            'agreements = [{name = "p", accounts = ["a"]}, {name = "p", accounts = ["b"]}]\n',
            r"toml:1: two agreements have this name, .* \(the first: line 1\)$",
        ),
    ],
)
def test_each_mistake_is_named_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        load(written(tmp_path, text))
    assert str(caught.value).startswith(str(tmp_path / "headcount.toml"))


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('[[roles]]\nname = "clerk"\nfile = "a\\u0000b"\n', 3, "file"),
        ('[key]\nfile = "\\u0000"\n', 2, "file"),
        ('[[relations]]\nentity = "people"\nfile = "\\u0000.csv"\n', 3, "file"),
        ('[[relations]]\nentity = "people"\nclients = "c.csv"\nrecords = "r\\u0000.csv"\n', 4, "records"),
        ('[[places]]\nentity = "people"\nrecords = "r.csv"\nnetworks = "n\\u0000"\n', 4, "networks"),
    ],
)
def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, text: str, line: int, key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, text))
    told = f"{tmp_path}/headcount.toml:{line}: {key} holds the character NUL, which no file name can have; name a file"
    assert str(caught.value) == told


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"missing\.toml: cannot be read \(No such file or directory\)"):
        load(tmp_path / "missing.toml")
    with pytest.raises(ConfigError, match=r"cannot be read \(Is a directory\)"):
        load(tmp_path)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "headcount.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="is not UTF-8 text"):
        load(path)


def test_names_of_files_are_seen_from_the_configurations_folder(tmp_path: Path) -> None:
    read = load(written(tmp_path, '[[relations]]\nentity = "people"\nclients = "c.csv"\nrecords = "/r.csv"\n'))
    [relation] = read.relations
    assert (relation.file, relation.clients, relation.records) == ("", str(tmp_path / "c.csv"), "/r.csv")
