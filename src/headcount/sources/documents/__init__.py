"""The shelf of documents: inputs whose values are read and looked at, told apart by their first bytes."""

from __future__ import annotations

from headcount.sources.documents.csv import CSV
from headcount.sources.documents.form import FORM
from headcount.sources.documents.har import HAR
from headcount.sources.documents.html import HTML
from headcount.sources.documents.interface import Database, Document
from headcount.sources.documents.json import JSON
from headcount.sources.documents.multipart import MULTIPART
from headcount.sources.documents.mysql import MYSQL
from headcount.sources.documents.ndjson import NDJSON
from headcount.sources.documents.openapi import OPENAPI
from headcount.sources.documents.parquet import PARQUET
from headcount.sources.documents.postgres import POSTGRES
from headcount.sources.documents.sqlite import SQLITE
from headcount.sources.documents.text import TEXT
from headcount.sources.documents.xml import XML

__all__ = ["DATABASES", "DOCUMENTS", "database_of", "recognise"]

DOCUMENTS: tuple[Document, ...] = (SQLITE, PARQUET, HAR, OPENAPI, NDJSON, JSON, XML, HTML, MULTIPART, FORM, CSV, TEXT)
"""Every kind of input, in the order in which they are tried; the last takes every text."""

DATABASES: tuple[Database, ...] = (POSTGRES, MYSQL)
"""Every kind of live database."""


def database_of(name: str) -> Database | None:
    """The kind of database that an address such as `postgresql://...` leads to; None when `name` is no such address."""
    scheme, mark, _ = name.partition("://")
    return next((database for database in DATABASES if mark and scheme.lower() in database.schemes), None)


def recognise(head: bytes) -> Document | None:
    """The first document that takes an input which begins with `head`; None when it is not even text."""
    return next((document for document in DOCUMENTS if document.recognise(head)), None)
