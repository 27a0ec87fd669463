"""The door: which route shows what, and whose. Accesses come in; disclosures, with tokens for people, go out."""
