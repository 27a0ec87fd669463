"""The console's own state: users, sessions, tokens, links, the log, looks, known clients, documents and notes."""

from headcount.console.state.api_tokens import ApiToken
from headcount.console.state.audit import Entry
from headcount.console.state.documents import Document
from headcount.console.state.known import KnownClient
from headcount.console.state.links import Link
from headcount.console.state.looks import Look
from headcount.console.state.notes import Note
from headcount.console.state.sessions import Session
from headcount.console.state.store import State
from headcount.console.state.users import User

__all__ = ["ApiToken", "Document", "Entry", "KnownClient", "Link", "Look", "Note", "Session", "State", "User"]
