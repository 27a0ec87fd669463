"""Make `src/headcount/model/tables/taxonomy.toml` from the draft of the taxonomy (YAML).

The draft holds what laws and standards say about each kind of personal data, with its sources. English names are added
here, and nothing else is changed.

    python update/taxonomy.py taxonomy.yaml
"""

import argparse
import json
from pathlib import Path
from typing import Any

import yaml

TABLE = Path(__file__).resolve().parents[1] / "src/headcount/model/tables/taxonomy.toml"

HEADER = """\
# Kinds of personal data: made by update/taxonomy.py from the draft of {as_of}, do not edit.
# grade: 1 coarse or self-published; 2 ordinary; 3 strong identifier, or useful for fraud and harassment (PRC tier of 500 pieces,
#        numbers of states); 4 sensitive by law (PIPL art. 28, GDPR art. 9 and 10, PRC tier of 50 pieces) or a credential.
#        Grades are a proposal of this project, not a quotation.
# ident: direct (points at one person alone), quasi (with others) or attribute
# cn_sens: yes, no or context, by PIPL art. 28 and GB/T 45574-2025 annex A
# crim: tier in pieces of the PRC's judicial interpretation Fa Shi [2017] no. 10, art. 5: 50, 500 or 5000
# gdpr: none, art9 or art10
# check: which library validates (stdnum.X is python-stdnum 2.2, phonenumbers 9.0), own (written by hand), model (named entities),
#        field (only by the name of the field)
# key: canonical form that is fed to the keyed pseudonym, so that equal people get equal pseudonyms
# mask: the default mask, `eg` shows it. Never more is shown than the rule says; if fewer than min_hidden characters would be
#       hidden, all are
# vendors: names elsewhere: g Google infoType, m Macie managed identifier, p Presidio entity (2.2.366, read). A trailing ? is a
#          name from memory, to be confirmed
"""

ENGLISH = {
    "person_name": "name of a person",
    "nickname": "nickname",
    "account_id": "account identifier",
    "im_account": "messenger account",
    "phone": "phone number",
    "email": "e-mail address",
    "address": "postal address",
    "region": "region or postal code",
    "national_id.cn": "Chinese resident id",
    "national_id.hk": "Hong Kong id",
    "national_id.tw": "Taiwan id or residence permit",
    "national_id.vn": "Vietnamese citizen id",
    "national_id.in": "Indian Aadhaar or PAN",
    "national_id.us": "US social security or taxpayer number",
    "national_id.kr": "Korean resident registration number",
    "national_id.jp": "Japanese individual number",
    "national_id.other": "national id or tax number elsewhere",
    "passport": "passport number",
    "travel_permit": "travel permit (Hong Kong, Macao, Taiwan)",
    "driver_license": "driving licence number",
    "social_insurance": "social or health insurance number",
    "birth_date": "date of birth",
    "demographic": "sex, age, marital status or origin",
    "special_category": "ethnicity, religion, politics, union or sexuality",
    "criminal_record": "criminal record",
    "id_document_image": "picture of an identity document",
    "biometric": "biometric data",
    "health": "health data",
    "bank_card": "bank card number",
    "bank_account": "bank, payment or securities account",
    "assets": "income, balance or property",
    "credit_report": "credit report or score",
    "credential": "password, token or card security code",
    "order": "order or transaction",
    "parcel": "parcel number",
    "lodging": "lodging",
    "message_content": "content of messages",
    "comm_record": "record of calls or contacts",
    "location.precise": "precise position",
    "location.track": "track of positions",
    "device_id": "device identifier",
    "ip_address": "IP address",
    "activity": "browsing, searches or reviews",
    "work_education": "work or education",
    "vehicle": "number plate or vehicle number",
}
"""What each kind is called in English reports."""


def _value(value: object) -> str:
    """One value as TOML; JSON's text and numbers are TOML's as well."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(item)}" for key, item in value.items()) + " }" if value else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def table(draft: dict[str, Any]) -> str:
    """The table as TOML."""
    blocks = [HEADER.format(as_of=draft["as_of"]), f"version = {draft['version']}\nas_of = {_value(draft['as_of'])}\n"]
    blocks.append("[mask_ops]\n" + "".join(f"{op} = {_value(text)}\n" for op, text in draft["mask_ops"].items()))
    blocks += ["[[raise_rules]]\n" + _rows(rule) for rule in draft["raise_rules"]]
    for kind in draft["types"]:
        named = {"id": kind["id"], "en": ENGLISH[kind["id"]], **kind}
        blocks.append("[[kinds]]\n" + _rows(named))
    return "\n".join(blocks)


def _rows(entry: dict[str, Any]) -> str:
    return "".join(f"{key} = {_value(item)}\n" for key, item in entry.items())


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("draft", type=Path, help="the draft, taxonomy.yaml")
    draft = yaml.safe_load(parser.parse_args().draft.read_text("utf-8"))
    TABLE.write_text(table(draft), "utf-8")
    print(f"{TABLE.name}: {len(draft['types'])} kinds")


if __name__ == "__main__":
    main()
