"""Intake: bytes to ledger. Each line is read, taken through the door, and committed with the place it stood at."""

from __future__ import annotations

from headcount.intake.files import Progress, Tally, count_captures, count_files
from headcount.intake.known import route_rows, shape_rows

__all__ = ["Progress", "Tally", "count_captures", "count_files", "route_rows", "shape_rows"]
