"""Notices: drafts in words, as Markdown, DOCX and PDF, with the gaps marked. Not legal advice, and they say so."""
