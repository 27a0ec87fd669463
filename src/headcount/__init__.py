"""headcount counts people: an exact ledger of whose personal data was shown to whom, and what to do about it."""

__version__ = "0.1.0"
