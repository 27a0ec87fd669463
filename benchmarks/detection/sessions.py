"""Sessions of people and of bots on one small site: how well a score tells them apart that reads nothing but the log.

    python -m benchmarks.detection.sessions DATA

DATA is a folder with `webbots-d1-train` (Iliou et al., "Detection of advanced web bots by combining web logs with mouse
behavioural biometrics", ACM Digital Threats 2(3), 2021), of which nothing is kept: 35 sessions of people and 35 of bots that
drive a browser. The page's mouse reports are no part of an access log and are left out, and so is what would give the bots away
without their behaviour: the user agent, the dates. Writes `benchmarks/detection/results-sessions.json` and the page.

Each session is judged by a logistic regression that was fitted to the 69 others (leave one out), with a ridge of one and nothing
chosen by looking at results. The paper reports an accuracy of 0.90 from logs alone on 30 test sessions that are not at hand.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.detection.backgrounds_page import HERE, write_page
from headcount import config as composition
from headcount.intake import count_files
from headcount.ledger.rollup import roll_up
from headcount.ledger.window import Window
from headcount.sources import from_log_format
from headcount.stats.exact_intervals import share_interval

F64 = NDArray[np.float64]
FOLDER = "webbots-d1-train"
LOG_FORMAT = '- - [$time_local] "$request" $status $body_bytes_sent "$http_referer" $remote_user "$http_user_agent"'
_ROUTES = ("/content/{page}", "/content/{topic}/{page}", "/content/{topic}/{part}/{page}")
_RIDGE = 1.0


def lines_of(folder: Path) -> Iterator[bytes]:
    """The lines of all sessions without the reports of the mouse."""
    for path in sorted(folder.glob("*.log.gz")):
        with gzip.open(path) as log:
            yield from (line for line in log if b"/storage/" not in line and b"mousemv" not in line)


def window_of(lines: list[bytes]) -> Window:
    """What headcount keeps of the sessions: each is a client, each page a record."""
    with tempfile.TemporaryDirectory() as name:
        log, toml = Path(name) / "access.log", Path(name) / "headcount.toml"
        log.write_bytes(b"".join(lines))
        toml.write_text("".join(f'[[routes]]\ntemplate = "{route}"\nsubject = "page"\nentity = "pages"\n' for route in _ROUTES))
        settings = composition.load(toml)
        tokens = composition.tokenizer(settings, None, None)
        with composition.ledger(None, tokens) as ledger:
            catalogue = composition.catalogue(settings, tokens, [])
            count_files([str(log)], ledger, catalogue, from_log_format(LOG_FORMAT), None)
            return roll_up(ledger, composition.standing(settings))


def signals(window: Window) -> tuple[list[str], F64, tuple[str, ...]]:
    """Names of the sessions, shape (sessions, signals), and what the signals are: columns of the window, and no others."""
    clients = window.clients
    number = clients["client"].to_numpy()
    owner = np.searchsorted(number, window.rollup["client"].to_numpy())
    total = {
        name: np.bincount(owner, window.rollup[name].to_numpy(), len(number))
        for name in ("requests", "records", "new_records", "cold_records")
    }
    seconds = (clients["last"].cast("int64").to_numpy() - clients["first"].cast("int64").to_numpy()).astype(np.float64)
    shown = np.maximum(total["requests"], 1)
    told = {
        "records": np.log(np.maximum(total["new_records"], 1)),
        "seconds for each showing": np.log((seconds + 1) / shown),
        "first views": total["new_records"] / shown,
        "cold among the first views": total["cold_records"] / np.maximum(total["new_records"], 1),
        "requests for each showing": np.log(clients["requests"].to_numpy() / shown),
    }
    return clients["name"].to_pylist(), np.column_stack(list(told.values())), tuple(told)


def habits(lines: list[bytes]) -> tuple[list[str], F64, tuple[str, ...]]:
    """The same from the lines: what log-only work counts in a session, pages being what ends in .php."""
    sessions: dict[str, list[tuple[float, str, int, str]]] = {}
    for line in lines:
        before, request, answer, referer, rest, *_ = line.decode("latin-1").split('"')
        hour, minute, second = before.partition("[")[2][12:20].split(":")
        at = float(hour) * 3600 + float(minute) * 60 + float(second)
        size = answer.split()[1]
        target = request.split()[1]
        sessions.setdefault(rest.strip(), []).append((at, target, int(size) if size.isdigit() else 0, referer))
    rows = [_habit(rows) for rows in sessions.values()]
    return list(sessions), np.array([list(row.values()) for row in rows]), tuple(rows[0])


def _habit(rows: list[tuple[float, str, int, str]]) -> dict[str, float]:
    """One session's counts; times of its pages within the day."""
    targets = [target for _, target, _, _ in rows]
    at = np.array([when for when, target, _, _ in rows if ".php" in target])
    gaps = np.diff(at) if len(at) > 1 else np.zeros(1)
    pages = [target for target in targets if ".php" in target]
    return {
        "requests": np.log(len(rows)),
        "bytes for each request": np.log(1 + sum(size for _, _, size, _ in rows) / len(rows)),
        "pages": np.log(1 + len(pages)),
        "pages of all": len(pages) / len(rows),
        "styles of all": sum(target.endswith(".css") for target in targets) / len(rows),
        "different pages": len(set(pages)) / max(len(pages), 1),
        "without referer": sum(referer in {"", "-"} for *_, referer in rows) / len(rows),
        "mean gap": float(np.log(1 + gaps.mean())),
        "shortest gap": float(np.log(1 + gaps.min())),
        "longest gap": float(np.log(1 + gaps.max())),
        "spread of gaps": float(gaps.std() / (gaps.mean() + 1)),
        "depth": float(np.mean([page.count("/") for page in pages])) if pages else 0.0,
    }


def held_out(values: F64, bot: NDArray[np.bool_]) -> F64:
    """Shape (sessions,): the log odds of each session being a bot, by a regression on all the others."""
    told = np.empty(len(bot))
    for one in range(len(bot)):
        rest = np.arange(len(bot)) != one
        mean, spread = values[rest].mean(axis=0), np.maximum(values[rest].std(axis=0), 1e-9)
        design = np.column_stack([np.ones(len(bot)), (values - mean) / spread])
        told[one] = design[one] @ fitted(design[rest], bot[rest])
    return told


def fitted(design: F64, hit: NDArray[np.bool_]) -> F64:
    """Coefficients of the logistic regression with a ridge on all but the first, by Newton's method."""
    weight = np.zeros(design.shape[1])
    ridge = np.diag([0.0] + [_RIDGE] * (design.shape[1] - 1))
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ weight))
        slope = design.T @ (hit - chance) - ridge @ weight
        step = np.linalg.solve((design * (chance * (1 - chance))[:, None]).T @ design + ridge, slope)
        weight += step
        if np.abs(step).max() < 1e-9:
            break
    return weight


def verdict(what: str, names: tuple[str, ...], odds: F64, bot: NDArray[np.bool_]) -> dict[str, object]:
    """Accuracy with its exact interval (95 %), the two errors, and the area under the curve."""
    right = int(((odds > 0) == bot).sum())
    low, high = share_interval(right, len(bot))
    area = float(np.mean(odds[bot][:, None] > odds[~bot]) + np.mean(odds[bot][:, None] == odds[~bot]) / 2)
    missed, accused = int((odds[bot] <= 0).sum()), int((odds[~bot] > 0).sum())
    facts: dict[str, object] = {
        "score": what,
        "signals": list(names),
        "sessions": len(bot),
        "right": right,
        "low": low,
        "high": high,
    }
    return facts | {"bots_missed": missed, "people_accused": accused, "area": area}


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--results", type=Path, default=HERE, help="folder of the results")
    parser.add_argument("--page", type=Path, default=HERE.parents[1] / "docs" / "benchmark-backgrounds.md")
    asked = parser.parse_args()
    folder = asked.data / FOLDER
    label = dict(line.split() for line in (folder / "labels.tsv").read_text().splitlines())
    lines = list(lines_of(folder))
    scores = []
    for what, (sessions, values, names) in (("headcount's signals", signals(window_of(lines))), ("the log's", habits(lines))):
        bot = np.array([label[session] != "human" for session in sessions])
        scores.append(verdict(what, names, held_out(values, bot), bot))
    (asked.results / "results-sessions.json").write_text(json.dumps({"scores": scores}, indent=1) + "\n")
    write_page(asked.page, asked.results)
    print(asked.page)


if __name__ == "__main__":
    main()
