"""The running service: it follows the sources, keeps the ledger, and tells the gates what was decided."""
