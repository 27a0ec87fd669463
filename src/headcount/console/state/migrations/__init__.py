"""Migrations of the console's store (Alembic), oldest first: each module is one revision. None is ever changed."""
