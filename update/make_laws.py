"""Make `src/headcount/incident/laws/*.toml` from the table of duties (YAML), one law a file.

The table holds what the laws say, with sources and marks of confidence. `update/laws.yaml` adds the conditions that
headcount asks of an incident, time zones, languages, and earlier versions of rules; no fact of the table is changed.

    python update/make_laws.py duties.yaml
"""

import argparse
import json
from pathlib import Path
from typing import Any

import yaml

UPDATE = Path(__file__).resolve().parent
LAWS = UPDATE.parent / "src/headcount/incident/laws"
PAGE = UPDATE.parent / "docs/duties.md"
BEGIN, END = "<!-- the table of laws begins -->\n", "<!-- the table of laws ends -->\n"
HEADER = "# Made by update/make_laws.py from the table of duties of {as_of}, do not edit. Not legal advice.\n"
RENAMED = {"conf": "mark", "fields_conf": "fields_mark"}
MARKS = ("text", "secondary", "recall")

Row = dict[str, Any]


def laws(table: Row, added: Row) -> list[Row]:
    """Every law and version as one row, ready to be written."""
    made = {rule["id"]: _law(rule, table, added["laws"][rule["id"]]) for rule in table["rules"]}
    for version in added["versions"]:
        made[version["id"]] = _version(made[version["of"]], version, table)
    return list(made.values())


def retention(table: Row, added: Row) -> list[Row]:
    """How long logs and papers are kept."""
    return [
        {
            "jurisdiction": row["jurisdiction"],
            "rule": row["rule"],
            "months": row["keep"]["n"],
            "what": row["what"],
            "about": about,
            "mark": row["conf"],
            "draft": row["jurisdiction"] in added["drafts"],
        }
        for row, about in zip(table["log_retention"], added["retention"], strict=True)
    ]


def severity(table: Row) -> Row:
    """The counting of the criminal law."""
    rule = next(row for row in table["severity"] if row["id"] == "cn.crim.253_1")
    return {
        "instrument": rule["instrument"],
        "classes": [tier["min"] for tier in rule["tiers"].values()],
        "especially_serious_factor": rule["especially_serious_factor"],
        "duty_factor": rule["duty_factor"]["value"],
        "mark": rule["conf"],
        "source": "; ".join(table["sources"][key]["title"] for key in rule["src"]),
    }


def toml(row: Row, heading: str = "") -> str:
    """A row as TOML: plain keys first, then its tables."""
    plain = {key: value for key, value in row.items() if not _tables(value)}
    text = "".join(f"{key} = {_value(value)}\n" for key, value in plain.items())
    for key, value in row.items():
        if _tables(value):
            text += "".join(f"\n[[{heading}{key}]]\n{toml(one)}" for one in value)
    return text


def _law(rule: Row, table: Row, added: Row) -> Row:
    force = rule.get("in_force", {})
    threshold: Row = rule["threshold"] if isinstance(rule.get("threshold"), dict) else {}
    notes = [str(part.get(key, "")) for part, key in ((rule, "note"), (threshold, "note"), (threshold, "other_criteria"))]
    steps = [_step(step, rule, more) for step, more in zip(rule.get("steps", []), added.get("steps", []), strict=True)]
    row: Row = {
        "id": rule["id"],
        "jurisdiction": rule["jurisdiction"],
        "instrument": rule["instrument"],
        "articles": rule.get("articles", []),
        "begins": force.get("from"),
        "begins_mark": added.get("begins_mark", rule["conf"]),
        "dates_note": force.get("note", ""),
        "status": rule.get("status", "law"),
        "who": rule.get("who", ""),
        "trigger": rule.get("trigger", ""),
        "clock": rule.get("clock", "awareness"),
        **{key: added[key] for key in ("territory", "all", "any", "unless", "zone", "languages") if key in added},
        "mark": rule["conf"],
        "sources": [_title(table, key) for key in rule["src"]],
        "penalty": rule.get("penalty", ""),
        "exceptions": rule.get("exceptions", []),
        "also": rule.get("also", ""),
        "pending": rule.get("pending", ""),
        "note": "; ".join(note for note in notes if note),
        "channels": rule.get("channels", {}),
        "grades": [_grade(grade, rule["conf"]) for grade in threshold.get("grades", [])],
        "steps": [*steps, *added.get("more", [])],
    }
    return {key: value for key, value in row.items() if value not in (None, "", [], {})}


def _step(step: Row, rule: Row, added: Row) -> Row:
    dropped = {"threshold", "conf", "fields_conf", "replaces", "channel", "small", "extendable"}
    row = {key: value for key, value in step.items() if key not in dropped}
    row["mark"] = step["conf"]
    if step.get("fields_conf") in MARKS:
        row["fields_mark"] = step["fields_conf"]
    if step["to"] in ("authority", "police") and not step.get("fields") and rule.get("fields"):
        row |= {"fields": rule["fields"], "fields_first": rule["fields_first"], "fields_mark": "recall"}
    if "late" in row:
        row["late"] = [row["late"].removeprefix("needs ")]
    if step.get("channel"):
        row["note"] = f"by {', '.join(way.replace('_', ' ') for way in step['channel'])}"
    if step.get("extendable"):
        row["note"] = f"can be extended {step['extendable']}"
    return {key: value for key, value in (row | added).items() if value is not None}


def _grade(grade: Row, mark: str) -> Row:
    row = {"grade": grade["grade"], "zh": grade["zh"], "people": grade["persons_min"], "mark": grade.get("conf", mark)}
    return row | ({"sensitive": grade["sensitive_min"]} if "sensitive_min" in grade else {})


def _version(law: Row, version: Row, table: Row) -> Row:
    row = dict(law)
    steps = law["steps"] if "keep" not in version else [law["steps"][number - 1] for number in version["keep"]]
    changes = {key: value for key, value in version.items() if key not in {"of", "keep", "more"}}
    if "sources" in changes:
        changes["sources"] = [_title(table, key) for key in changes["sources"]]
    row |= changes | {"steps": [*steps, *version.get("more", [])]}
    return {key: value for key, value in row.items() if value not in (None, "", [], {})}


def _title(table: Row, key: str) -> str:
    return str(table["sources"][key]["title"]).replace(" (the index names no repository)", "")


def _tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _value(value: object) -> str:
    """One value as TOML; JSON's text, numbers and lists are TOML's as well."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def files(table: Row, added: Row) -> dict[str, str]:
    """Names of the files, and their text."""
    head = HEADER.format(as_of=table["as_of"])
    made = {f"{row['id']}.toml": head + toml(row) for row in laws(table, added)}
    made["log_retention.toml"] = head + toml({"rows": retention(table, added)})
    made["criminal.cn.toml"] = head + toml(severity(table))
    return made


def overview(rows: list[Row]) -> str:
    """Every step of every law as one row of the page about duties."""
    lines = ["| law | where | whom | until | from the | sure |", "|---|---|---|---|---|---|"]
    for law in rows:
        name = f"`{law['id']}`" + ("" if law["status"] == "law" else f" ({law['status']})")
        if not law.get("steps"):
            lines.append(f"| {name} | {law['jurisdiction']} | - | - | - | {law['mark']} |")
        for number, step in enumerate(law.get("steps", []), 1):
            whom = step.get("body") or {"individual": "the people", "principal": "the controller"}.get(step["to"], step["to"])
            what = whom + (f", {step['name']}" if "name" in step else "") + (f" ({step['when']})" if "when" in step else "")
            clock = step.get("clock", law["clock"]).replace("_", " ")
            lines.append(f"| {name} {number} | {law['jurisdiction']} | {what} | {_length(step)} | {clock} | {step['mark']} |")
    return "\n".join(lines) + "\n"


def _length(step: Row) -> str:
    deadline = step.get("deadline")
    if deadline is None:
        return "not in the table"
    if deadline["unit"] == "immediate":
        return "at once"
    return f"{deadline['n']} {deadline['unit'].replace('_', ' ')}{'s' * (deadline['n'] > 1)}"


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path, help="the table, duties.yaml")
    table = yaml.safe_load(parser.parse_args().table.read_text("utf-8"))
    added = yaml.safe_load((UPDATE / "laws.yaml").read_text("utf-8"))
    made = files(table, added)
    head, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}{overview(laws(table, added))}{END}{rest.partition(END)[2]}", "utf-8")
    for name, text in made.items():
        (LAWS / name).write_text(text, "utf-8")
    print(f"{LAWS.name}: {len(made)} files")


if __name__ == "__main__":
    main()
