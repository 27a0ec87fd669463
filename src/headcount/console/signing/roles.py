"""What roles and permissions are called on pages."""

from __future__ import annotations

from headcount.console.interface import Permission, Role
from headcount.console.words import N_

ROLES = {
    Role.VIEWER: N_("viewer"),
    Role.ANALYST: N_("analyst"),
    Role.OFFICER: N_("privacy officer"),
    Role.ADMIN: N_("admin"),
}
"""Each role's name."""
MAY = {
    Role.VIEWER: N_("sees counts; no name of a client, no token"),
    Role.ANALYST: N_("sees clients, incidents and tokens; sets verdicts, budgets and rules"),
    Role.OFFICER: N_("sees clients, incidents and tokens; sets verdicts; asks by a person's value, and exports people"),
    Role.ADMIN: N_("as an analyst, and makes users, and reads who looked at what"),
}
"""What each may do."""
PERMISSIONS = {
    Permission.COUNTS: N_("see counts"),
    Permission.CLIENTS: N_("see clients by name, and incidents"),
    Permission.PEOPLE: N_("see tokens, and who was shown a person"),
    Permission.DECIDE: N_("set and lift verdicts, handle incidents"),
    Permission.CONFIGURE: N_("change budgets and rules"),
    Permission.REIDENTIFY: N_("ask by a person's value"),
    Permission.EXPORT: N_("export lists of people"),
    Permission.ADMINISTER: N_("administer users, and read the log"),
}
"""Each permission's name."""
