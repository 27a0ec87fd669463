"""Texts that come out of tables of laws and out of timelines, marked so that they can be said in the reader's language."""

from __future__ import annotations

from headcount.console.words import N_, Words

QUESTIONS = (
    N_("How many different people are concerned, where the ledger cannot tell?"),
    N_("How many of them live there? Written with the place, such as residents.US-CA=12000"),
    N_("When was the assessment finished that the incident has to be notified?"),
    N_("When were the people told?"),
    N_("When was the first report handed in? With the law where several differ, such as first_report.br.lgpd=..."),
    N_("When was the handling of the incident finished?"),
    N_("Is a risk to the rights and freedoms of people unlikely?"),
    N_("Is a high risk to the rights and freedoms of people likely?"),
    N_("Did later measures remove the high risk?"),
    N_("Were the data encrypted or otherwise unreadable for whoever got them?"),
    N_("Do the measures taken effectively avoid harm from the leak?"),
    N_("Are lawful rights and interests of people or organisations harmed?"),
    N_("Are there clues of a crime?"),
    N_("Is there a defect or hole that endangers national security or the public interest?"),
    N_("Was the incident graded 'relatively large' or higher by other criteria (loss, outage, open clause)?"),
    N_("Is it a significant incident: severe disruption, financial loss, or considerable damage to others, or capable of it?"),
    N_("Has the authority asked for an intermediate report?"),
    N_("Are recipients of the service affected?"),
    N_("Does the four-factor assessment show a low probability that health information was compromised?"),
    N_("Are the data outside of the state's own definition of personal information (not in this table: look it up)?"),
    N_("Is damage to property by misuse of the data to be feared?"),
    N_("May it have been done for a wrongful purpose, such as unauthorised access?"),
    N_("Did an entrusted operator tell its principal in time?"),
    N_("Was it unlawful access from outside?"),
    N_("Was the path found, and the data recovered or deleted, so that harm is markedly less likely?"),
    N_("Is a leak suspected whose victims cannot be told apart, or are the data traded by third parties?"),
    N_("Is significant harm to the people likely (listed data with name or id; account with password)?"),
    N_("Did the data stay inside the organisation?"),
    N_("Does remedial action or earlier protection make significant harm unlikely?"),
    N_("Is it a cyber incident that CERT-In lists?"),
    N_("May it significantly affect the interests and rights of people?"),
    N_("Are children, adolescents or elderly people concerned?"),
    N_("Are data concerned that the law keeps secret?"),
    N_("Are the data of large scale, as the authority understands it?"),
    N_("May it harm national security, order, life, health, honour, dignity or property?"),
    N_("Is serious harm to the people likely?"),
    N_("Do rules of your sector ask for a report?"),
    N_("Were the data got in duty or service, and sold or provided to others?"),
)
"""Questions that only people can answer, as `incident.laws.questions` has them."""
BODIES = (
    N_("provincial industry/telecom regulator"),
    N_("competent supervisory authority (art. 55)"),
    N_("CSIRT or competent authority"),
    N_("ICO"),
    N_("HHS (OCR)"),
    N_("FTC"),
    N_("Attorney General"),
    N_("AG, Department of State, State Police, DFS"),
    N_("AG"),
    N_("Department of Legal Affairs"),
    N_("PPC"),
    N_("PIPC or KISA"),
    N_("PDPC"),
    N_("CERT-In"),
    N_("Data Protection Board"),
    N_("ANPD"),
    N_("specialised data protection agency of the Ministry of Public Security (A05)"),
    N_("OAIC"),
    N_("PCPD"),
)
"""Authorities for which the words of notices have no translation."""
MOMENTS = (
    N_("the first record that is counted was shown"),
    N_("the first finding reached the operator's system"),
    N_("somebody was reasonably certain that personal data were concerned"),
    N_("contained: nothing more goes out"),
)
"""Sentences of a timeline that are always the same."""
_KNOWN = frozenset((*QUESTIONS, *BODIES, *MOMENTS))


def told(text: str, say: Words) -> str:
    """The text in the reader's language; one that is none of these stays as it is."""
    return say.gettext(text) if text in _KNOWN else text
