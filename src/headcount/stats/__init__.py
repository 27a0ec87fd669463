"""Numerics, pure NumPy and SciPy: each module names its paper and knows nothing of logs."""
