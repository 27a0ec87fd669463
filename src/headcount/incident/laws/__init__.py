"""Laws as data, one a file, as `update/make_laws.py` made them of the table of duties; and what only people can answer."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any

import msgspec

from headcount.model.law import Law, Question, Retention

LAWS = (
    "cn.pipl.57",
    "cn.incident_report",
    "cn.csl",
    "cn.csl.2016",
    "cn.dsl.29",
    "cn.ndsr.11",
    "cn.miit_incident",
    "eu.gdpr",
    "eu.gdpr.omnibus",
    "eu.nis2",
    "uk.gdpr",
    "us.hipaa",
    "us.ftc.safeguards",
    "us.ca",
    "us.ny",
    "us.tx",
    "us.fl",
    "us.co",
    "us.wa",
    "jp.appi",
    "kr.pipa",
    "kr.pipa.before",
    "sg.pdpa",
    "in.certin",
    "in.dpdp",
    "br.lgpd",
    "vn.pdpl",
    "au.ndb",
    "tw.pdpa",
    "hk.pdpo",
    "mo.pdpa",
)
"""Every law and version, in the order of the reports."""


@functools.cache
def laws() -> tuple[Law, ...]:
    """Every law and version, in the order of `LAWS`."""
    return tuple(msgspec.convert(_read(name), Law) for name in LAWS)


@functools.cache
def questions() -> dict[str, Question]:
    """What only a person can say, by name."""
    rows = msgspec.convert(_read("questions")["rows"], list[Question])
    return {question.name: question for question in rows}


@functools.cache
def retentions() -> tuple[Retention, ...]:
    """How long regimes want logs and papers kept."""
    return tuple(msgspec.convert(_read("log_retention")["rows"], list[Retention]))


@functools.cache
def criminal() -> dict[str, Any]:
    """How the PRC's criminal law counts: `classes`, `especially_serious_factor`, `duty_factor`, `mark`, `instrument`."""
    return _read("criminal.cn")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("headcount.incident.laws").joinpath(f"{name}.toml").read_text("utf-8"))
