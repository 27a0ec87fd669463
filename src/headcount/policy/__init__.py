"""Verdicts: what gates do with a client, and how many different people a client may be shown before they do it."""
