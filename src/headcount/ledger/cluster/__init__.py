"""The ledger on a cluster: disclosures as Parquet on storage that all reach, roll-ups by Apache Spark, the rest in one engine."""
