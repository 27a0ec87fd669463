"""Numerics, pure NumPy and compiled loops: each module names its paper and knows nothing of logs."""
