"""The nouns: access, disclosure, finding, summary."""
