"""Taps: who brings the bytes. A tap moves, a source gives meaning."""
