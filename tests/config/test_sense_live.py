from __future__ import annotations

from pathlib import Path

import pytest

from headcount import config
from headcount.config.sense_live import live_problems
from headcount.errors import ConfigError

HASH = "sha256:" + "0" * 64
STAFF = '[[roles]]\nname = "staff"\nprefix = "s-"\n'


def problems(folder: Path, text: str) -> list[tuple[str, str]]:
    """What is wrong, as (key, what), of a text that is well-formed."""
    try:
        config.load(_written(folder, text))
    except ConfigError as error:
        return [("", str(error).partition(".toml")[2])]
    return []


def _written(folder: Path, text: str) -> Path:
    path = folder / "headcount.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[budgets]]\nname = "b"', ":1: a budget needs people or new"),
        ('[[budgets]]\nname = ""\npeople = 3', ":2: a name is needed"),
        ('[[budgets]]\nname = "b"\npeople = 3\n[[budgets]]\nname = "b"\npeople = 4', ":5: this name is taken"),
        ('[[budgets]]\nname = "b"\npeople = -1', ":3: people is a number of people, 0 or more"),
        ('[[budgets]]\nname = "b"\nnew = -1', ":3: new is a number of people, 0 or more"),
        ('[[budgets]]\nname = "b"\npeople = 3\nnew = 4', ":4: new counts some of people"),
        ('[[budgets]]\nname = "b"\npeople = 3\nperiod = "month"', ':4: "month" is no length of time'),
        ('[[budgets]]\nname = "b"\npeople = 3\nperiod = "5s"', ":4: 5s is out of range; write something from 1m to 400d"),
        ('[[budgets]]\nname = "b"\npeople = 3\nrole = "staff"', ":4: there is no role staff"),
        ('[[budgets]]\nname = "b"\npeople = 3\nagreement = "P"', ":4: there is no agreement P"),
        (
            STAFF + '[[budgets]]\nname = "b"\npeople = 3\nrole = "staff"\nlens = "address"',
            ":8: roles and accounts are of accounts",
        ),
        ('[[budgets]]\nname = "b"\npeople = 3\nroutes = ["users"]', ":4: routes are templates"),
        ('[[budgets]]\nname = "b"\npeople = 3\nkinds = [""]', ":4: an empty text stands for nothing here"),
        ('[[budgets]]\nname = "b"\npeople = 3\naccounts = [""]', ":4: an empty text stands for nothing here"),
        ('[[budgets]]\nname = "b"\npeople = 3\nsteps = [{at = 0, action = "warn"}]', ":4: at is a share of the budget above 0"),
        ('[[budgets]]\nname = "b"\npeople = 3\nsteps = [{at = inf, action = "warn"}]', ":4: at is a share of the budget above 0"),
        ('[[budgets]]\nname = "b"\npeople = 3\nsteps = [{at = nan, action = "warn"}]', ":4: at is a share of the budget above 0"),
        (
            '[[budgets]]\nname = "b"\npeople = 3\nsteps = [{at = 1, action = "warn"}, {at = 1, action = "block"}]',
            ":4: two steps begin at the same share",
        ),
        (
            '[[budgets]]\nname = "b"\npeople = 3\nsteps = [{at = 1, action = "block", mask = ["phone"]}]',
            ':4: mask names kinds for the action "mask" only',
        ),
        ('[[rules]]\nname = ""\naction = "block"', ":2: a name is needed"),
        ('[[rules]]\nname = "r"\naction = "block"\ndetectors = ["slow"]', ":4: there is no detector slow; there are fast_crawl"),
        ('[[rules]]\nname = "r"\naction = "block"\nstrength = 0.5', ":4: strength is how many times"),
        ('[[rules]]\nname = "r"\naction = "block"\nstrength = nan', ":4: strength is how many times"),
        ('[[rules]]\nname = "r"\naction = "block"\npeople = -1', ":4: people is a number of people"),
        ('[[rules]]\nname = "r"\naction = "block"\nmask = ["phone"]', ":4: mask names kinds"),
        ('[[rules]]\nname = "r"\naction = "block"\nrole = "staff"', ":4: there is no role staff"),
        ('[[rules]]\nname = "r"\naction = "block"\nduration = "1"', ':4: "1" is no length of time'),
        ('[[crawlers]]\nname = "B"', ":2: say how this crawler is known"),
        ('[[crawlers]]\nname = "B"\nnetworks = ["x"]', ":3: 'x' does not appear to be"),
        ('[[crawlers]]\nname = ""\nkeys = "k"', ":2: a name is needed"),
        ('[policy]\nshared = "http://x"', ":2: shared is an address that begins with redis://, rediss://, unix://"),
        ('[policy]\nshared_timeout = "2s"', ":2: 2s is out of range; write something from 1ms to 1s"),
        ("[policy]\nmost_clients = 0", ":2: most_clients is a number of clients"),
        ('[serve]\ncommit_every = "2h"', ":2: 2h is out of range"),
        ('[serve]\ndetect_every = "0s"', ':2: "0s" is no length of time'),
        ('[serve]\nlisten = "4281"', ":2: listen is address:port"),
        ('[gate]\nlisten = "localhost"', ":2: listen is address:port"),
        ('[gate]\nkeys = ["secret"]', ":2: keys holds hashes"),
        ('[gate]\ntrusted_proxies = ["proxy"]', ":2: 'proxy' does not appear to be an IPv4 or IPv6 network"),
        ('[gate]\nstate = "a\\u0000b"', ":2: state holds the character NUL"),
        ('[policy]\nmode = "strict"', ':2: Invalid enum value \'strict\' - at `$.policy.mode`; write "observe" or "enforce"'),
    ],
)
def test_what_makes_no_sense_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    assert [what.startswith(told) for _, what in problems(tmp_path, text)] == [True], problems(tmp_path, text)


def test_what_makes_sense(tmp_path: Path) -> None:
    text = STAFF + "\n".join(
        [
            "[policy]",
            'shared = "unix:///run/redis.sock"',
            "[gate]",
            'listen = "[::1]:4280"',
            f'keys = ["{HASH}"]',
            "[serve]",
            'listen = ""',
            "[[budgets]]",
            'name = "staff"',
            'role = "staff"',
            "people = 300",
            "new = 0",
            'routes = ["/users/{id}", "GET /orders/{id}"]',
            'steps = [{at = 0.5, action = "warn"}, {at = 1, action = "mask", mask = ["phone"]}, {at = 1.5, action = "block"}]',
            "[[rules]]",
            'name = "r"',
            'action = "mask"',
            'mask = ["phone"]',
            'detectors = ["slow_crawl", "canary"]',
        ]
    )
    assert list(live_problems(config.load(_written(tmp_path, text)))) == []
