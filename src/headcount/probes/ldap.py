"""LDAP directories: do they answer without a name, and what do the entries hold?

Source: RFC 4511 (protocol), RFC 4512 (root entry), RFC 4513 (anonymous bind, StartTLS).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import keeping
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.ldap_session import Entry, Session
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import version_in
from headcount.probes.wire import EndedError, Line

_MOST_COUNTED = 10_000
_MOST_CONTEXTS = 5
_BUSY = {3, 11, 51, 52, 80}
"""Results that are no lock: time or another limit reached, busy, unavailable, other (RFC 4511, 4.1.9)."""
_TOLD = ("namingContexts", "vendorName", "vendorVersion", "objectClass", "forestFunctionality")


class LDAP:
    """One for the shelf."""

    name = "ldap"
    schemes: Mapping[str, int] = {"ldap": 389, "ldaps": 636}
    advice: Mapping[str, Advice] = {
        "ldap/anonymous-read": Advice(
            Severity.HIGH,
            "Whoever reaches it reads the entries of the directory, without a name and a password.",
            "# OpenLDAP, slapd.conf (or olcRequires, olcDisallows, olcAccess)\nrequire authc\ndisallow bind_anon\n"
            "access to * by users read by anonymous auth",
            "ldapsearch -x -H ldap://HOST:PORT -b '' -s sub   # must answer: Authentication required, or no entry",
        ),
        "ldap/weak-password": Advice(
            Severity.HIGH,
            "A name and password from the list of weak ones open it.",
            "ldappasswd -H ldap://HOST:PORT -ZZ -D THE-ADMINISTRATOR -W -S THE-NAME",
            "ldapwhoami -x -H ldap://HOST:PORT -D THE-NAME -W   # the weak password must answer: Invalid credentials (49)",
        ),
        "ldap/password-hashes": Advice(
            Severity.HIGH,
            "Among what it shows are the hashes of passwords, which can be guessed at leisure.",
            "# OpenLDAP, slapd.conf, before all other rules\n"
            "access to attrs=userPassword by self write by anonymous auth by * none",
            "ldapsearch -x -H ldap://HOST:PORT -b THE-BASE userPassword   # must show none",
        ),
        "ldap/no-tls": Advice(
            Severity.MEDIUM,
            "Entries and passwords can be read on the way.",
            "# OpenLDAP, slapd.conf\nTLSCertificateFile /etc/ldap/tls/server.crt\nTLSCertificateKeyFile /etc/ldap/tls/server.key"
            "\nsecurity ssf=128",
            "ldapsearch -x -ZZ -H ldap://HOST:PORT -b '' -s base",
        ),
        "ldap/anonymous-bind": Advice(
            Severity.LOW,
            "Whoever reaches it may connect without a name, though it shows no entry.",
            "# OpenLDAP, slapd.conf\nrequire authc\ndisallow bind_anon",
            "ldapwhoami -x -H ldap://HOST:PORT   # must not answer anonymous",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        seen = Seen("LDAP directory", unit="entries")
        ldaps = target.scheme == "ldaps"
        with keeping(seen), line.open(tls=ldaps) as wire:
            self._ask(Session(wire), line, seen, weak, ldaps=ldaps)
        return seen

    def _ask(self, session: Session, line: Line, seen: Seen, weak: Sequence[Credential], *, ldaps: bool) -> None:
        seen.encrypted = ldaps or session.start_tls()
        bound = session.bind("", "") == 0
        if not seen.encrypted:
            seen.weaknesses["ldap/no-tls"] = ""
        if bound:
            seen.weaknesses["ldap/anonymous-bind"] = ""
        if _read(session, line, seen):
            seen.reader = Reader.ANYONE
            seen.weaknesses.pop("ldap/anonymous-bind", None)
            seen.weaknesses["ldap/anonymous-read"] = ""
            return
        seen.reader = Reader.NOBODY
        for one in weak[:6]:
            if one.user and one.password and session.bind(one.user, one.password) == 0:
                seen.reader, seen.weaknesses["ldap/weak-password"] = Reader.WEAK, one.user
                _read(session, line, seen)
                return


def _read(session: Session, line: Line, seen: Seen) -> bool:
    """Count and sample what it shows; whether that is anything."""
    told, _ = session.search("", _TOLD, 1, whole=False)
    root = told[0].values if told else {}
    _named(root, seen)
    counts: dict[str, int] = {}
    for context in root.get("namingContexts", [])[:_MOST_CONTEXTS]:
        entries, code = session.search(context, ("1.1",), _MOST_COUNTED)
        if not entries and code in _BUSY:
            raise EndedError("it answers, and has no time now")
        counts[context] = len(entries)
    if not any(counts.values()):
        return False
    seen.estimate = sum(counts.values())
    left = line.bounds.rows
    for context in sorted(counts, key=lambda context: -counts[context]):
        entries, _ = session.search(context, ("*",), left) if left and counts[context] else ([], 0)
        left -= len(entries)
        if any("userPassword" in entry.values for entry in entries):
            seen.weaknesses["ldap/password-hashes"] = ""
        if entries:
            seen.samples.append(Sample(context, [_row(entry) for entry in entries]))
    return True


def _row(entry: Entry) -> dict[str, object]:
    return {name: values[0] if len(values) == 1 else values for name, values in entry.values.items()}


def _named(root: Mapping[str, Sequence[str]], seen: Seen) -> None:
    """What the directory says that it is."""
    if "OpenLDAProotDSE" in root.get("objectClass", ()):
        seen.product = "OpenLDAP"
    elif "forestFunctionality" in root:
        seen.product = "Active Directory"
    seen.version = version_in((root.get("vendorVersion") or [""])[0])
