"""The board: a ledger as the console reads it, counted beforehand into a folder beside it."""

from headcount.ledger.board.board import Board
from headcount.ledger.board.renewal import Renewal
from headcount.ledger.removal import board_of

__all__ = ["Board", "Renewal", "board_of"]
