"""The console: see, decide and answer, in a browser."""
