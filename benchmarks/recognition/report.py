"""The page of the recognition benchmark: what was measured, on what, and the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from benchmarks.recognition.aims import aims

Facts = Mapping[str, Any]

_HEAD = """\
# Recognition benchmark

*Written by `python -m benchmarks.recognition.run`; do not edit. The uncut figures are in `benchmarks/recognition/results.json`.*

How well headcount tells which fields hold which kinds of personal data, beside tools that look for it in texts. A decision
counts from a confidence of 0.5 on. P is the share of right ones among those said, R the share found among those true, F1 their
harmonic mean; *macro* is the mean over kinds, each with the same weight. Measured on Python {python}.

{tuned}

## Aims
"""

_TUNED = {
    True: "**Tuning parts: these figures were looked at while the recognisers were built.**",
    False: """\
Everything below is held out: seeds from 1,001 on, odd templates of the sentences, the OpenAPI documents marked as held out.
While the recognisers were built, only the tuning parts were looked at. The people's records and the numbers have no parts: they
were used for both.""",
}

_MADE = """\
## Made answers

{answers:,} JSON answers of {routes:,} made routes (seed {seed}). Names, addresses and e-mail addresses are Faker's (en_US, zh_CN,
vi_VN, de_DE), numbers have their check digits. Fields are named in English and in the language; half of the names were never
drawn while tuning. Every eighth field that sites mask is masked. Now and then an e-mail address, a phone in international form, a
Chinese id or a card stands in a field whose name says nothing (`value`, `ext1`), and people stand in free text. There are
{lookalikes} sorts of fields that are no personal data: times, versions, order-like numbers, codes of goods, hashes, names of
goods and shops, flags about phones and addresses. What is counted are values. *By route* is how headcount works: it judges a
field by 25 answers. *Alone* is each answer by itself, the first {alone_of} of each route.

Macro F1: **{macro}** by route, {alone} alone; by language {languages}.
Whether a field is clear or masked: right in {form}.
"""

_NOT_SCORED = "Said, though never planted (not in the means; values): {}."

_ADVERSARIAL = """\
## Answers made to mislead

{answers:,} answers, half English, half Chinese (seed {seed}): one to ten people, every row with other fields, a look-alike for
every number, people in free text. *By route* judges a field by {together} answers, *alone* by one. A peer's find counts for the
value in which it begins, wherever it ends, which is generous. Peers see the first answers only, as many as they manage in the
time: {peers}.
`presidio by value` is given each value by itself with its field's name as context words and a threshold of 0.5, the way meant
for structured data. P / R.
"""

_TEXTS = """\
## Sentences

{sentences:,} sentences of `synth_dataset_v2.json` of microsoft/presidio-research (MIT), beside presidio-analyzer {presidio} with
its default recognisers and spaCy's small English model. A place is right when it shares half of the longer of the two spans.
Streets, towns and postal codes are one kind here, since presidio has one type for them. headcount asks for a certainty of 0.5;
presidio is as it comes. `nrp` are words of nationality, religion and politics, also where they describe no person (a Russian
film).
"""

_PEOPLE = """\
## People's records

Fictitious people of `MultiPriv-PII` (CC BY-NC-SA 4.0, not part of this project), up to 16 fields each, the paragraph left out.
Each person alone.
"""

_TABLE = """\
The table of 100 people by FakeNameGenerator.com (CC BY-SA 3.0 US), all rows together: **{right} of {columns}** columns are told
rightly{wrong}.
"""

_NUMBERS = """\
## Numbers without a name

Numbers out of python-stdnum's tests and of parcel carriers, each alone in a column called `value`. Of {numbers:,} that name
companies, goods, securities and parcels, **{called}** are called a person's number with a confidence over 0.5{which}.

Of those that name persons: {persons}.
The others fail their check, or are said with a confidence of 0.5 at most: goods and companies have numbers of the same shape.
"""

_DOCUMENTS = """\
## OpenAPI documents

The fields of answers in {documents} documents of APIs-guru/openapi-directory, marked by hand field by field
(`benchmarks/recognition/marks/`): {scored:,} scored fields, {true} of which hold personal data. There are names of fields, and
examples where the document gives them; no real values.
"""

_SPEED = """\
## Speed

On one core of a shared machine, processor time, the fastest of three (slow peers: once); headcount and decoding in one run, the
peers in the last run with them. *Learning* reads every value and judges the fields; *by path* is afterwards,
with the paths known, up to the people of an answer with their kinds.
"""


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = list(head)
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def _three(marks: Facts | None) -> list[str]:
    return (
        ["-"] * 3
        if marks is None
        else [_share(marks["precision"]), _share(marks["recall"]), f"{marks['f1']:.3f}" if marks["true"] + marks["said"] else "-"]
    )


def _made(facts: Facts, lookalikes: int) -> str:
    route, alone = facts["by route"], facts["alone"]
    text = _MADE.format(
        answers=facts["answers"],
        routes=facts["routes"],
        seed=facts["seed"],
        lookalikes=lookalikes,
        macro=_share(route["macro_f1"]),
        alone=_share(alone["macro_f1"]),
        alone_of=facts["alone of a route"],
        languages=", ".join(f"{language} {_share(score['macro_f1'])}" for language, score in facts["languages"].items()),
        form=f"{facts['form right']:.1%}",
    )
    rows = [
        [kind, f"{marks['true']:,}", *_three(marks), *_three(alone["kinds"].get(kind))] for kind, marks in route["kinds"].items()
    ]
    never = route["never_planted"]
    return "\n".join(
        [
            text,
            _table(["kind", "values", "P by route", "R", "F1", "P alone", "R", "F1"], rows),
            _NOT_SCORED.format(", ".join(f"{kind} {count:,}" for kind, count in never.items()) or "nothing"),
            "",
        ]
    )


def _adversarial(facts: Facts) -> str:
    peers = ", ".join(f"{tool} {one['version']} {one['answers']:,}" for tool, one in facts["peers"].items()) or "none was there"
    kinds = list(next(iter(facts["rows"].values()))["kinds"])
    rows = [
        [who, *(f"{_share((marks := score['kinds'][kind])['precision'])} / {_share(marks['recall'])}" for kind in kinds)]
        for who, score in facts["rows"].items()
    ]
    return "\n".join(
        [_ADVERSARIAL.format(peers=peers, **{k: facts[k] for k in ("answers", "seed", "together")}), _table(["", *kinds], rows)]
    )


def _texts(facts: Facts) -> str:
    ours, theirs = facts["rows"]["headcount"], facts["rows"].get("presidio", {})
    rows = [[kind, marks["true"], *_three(marks), *_three(theirs.get(kind))] for kind, marks in ours.items()]
    text = _TEXTS.format(sentences=facts["sentences"], presidio=facts["presidio"] or "(not here)")
    return "\n".join([text, _table(["kind", "places", "headcount P", "R", "F1", "presidio P", "R", "F1"], rows)])


def _people(by_language: Facts, table: Facts) -> str:
    rows = []
    for language, facts in by_language.items():
        ids = facts["id numbers"]
        wrong = ", ".join(f"`{name}` {share:.3f}" for name, share in facts["fields"].items() if share < 0.99)
        rows.append(
            [
                language,
                facts["people"],
                f"{facts['accuracy']:.4f}",
                wrong or "none",
                f"{ids['shape']} of {ids['count']}",
                ids["valid"],
            ]
        )
    wrong = ", ".join(f"`{name}` as {kind}" for name, kind in table["wrong"].items())
    text = _TABLE.format(right=table["right"], columns=table["columns"], wrong=f"; not so: {wrong}" if wrong else "")
    head = ["", "people", "field accuracy", "fields under 0.99", "id numbers with the shape", "valid"]
    return "\n".join([_PEOPLE, _table(head, rows), text])


def _numbers(facts: Facts) -> str:
    others, persons = facts["not a person's"], facts["a person's"]
    which = ": " + ", ".join(f"{name} {count}" for name, count in others["which"].items()) if others["which"] else ""
    said = ", ".join(f"{sort} {one['called one']} of {one['numbers']}" for sort, one in persons.items())
    return _NUMBERS.format(numbers=others["numbers"], called=others["called one"], which=which, persons=said)


def _documents(facts: Facts) -> str:
    names = facts["documents"]
    text = _DOCUMENTS.format(documents=len(names), scored=facts["scored"], true=facts["all"]["true"])
    rows = [[name.removesuffix(".json.gz"), one["true"], *_three(one)] for name, one in names.items()]
    return "\n".join(
        [text, _table(["document", "fields", "P", "R", "F1"], [*rows, ["**all**", facts["all"]["true"], *_three(facts["all"])]])]
    )


def _speed(facts: Facts, peers: Facts) -> str:
    rows: list[list[object]] = []
    for what, one in facts.items():
        rows += [
            [f"headcount, by path, {what}", f"{one['bytes']:.0f}", f"{one['by path']:,.0f}"],
            [f"headcount, learning, {what}", f"{one['bytes']:.0f}", f"{one['learning']:,.0f}"],
            [f"decoding alone (msgspec), {what}", f"{one['bytes']:.0f}", f"{one['decoding alone']:,.0f}"],
        ]
    rows += [[f"{tool} {one['version']}", "as above", f"{one['a second']:,.0f}"] for tool, one in peers.items()]
    return "\n".join([_SPEED, _table(["", "bytes an answer", "answers/s"], rows)])


def _aims(facts: Facts) -> list[list[str]]:
    return [[aim, measured, "yes" if reached else "**no**"] for aim, measured, reached in aims(facts)]


def page(facts: Facts) -> str:
    """The whole page."""
    return "\n".join(
        [
            _HEAD.format(python=facts["python"], tuned=_TUNED[facts["tuning"]]),
            _table(["aim, set before anything was built", "measured", "reached"], _aims(facts)),
            _made(facts["made"], facts["lookalikes"]),
            _adversarial(facts["adversarial"]),
            _texts(facts["texts"]),
            _people(facts["people"], facts["table"]),
            _numbers(facts["numbers"]),
            _documents(facts["documents"]),
            _speed(facts["speed"], facts["adversarial"]["peers"]),
        ]
    )
