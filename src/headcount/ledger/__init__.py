"""The ledger: who was shown whose records. The only room with a database engine."""
