"""Make `src/headcount/recognizers/tables/cn_segments.tsv`: which Chinese mobile segments are assigned, and to which carrier.

The number plan of libphonenumber (Apache-2.0), as `phonenumbers` ships it, says what is assigned, its carrier data to whom.

    python update/cn_segments.py
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import phonenumbers
from phonenumbers.carrierdata import CARRIER_DATA

TABLE = Path(__file__).resolve().parents[1] / "src/headcount/recognizers/tables/cn_segments.tsv"
HEADER = """\
# Assigned segments of mobile numbers in mainland China: made by update/cn_segments.py, do not edit.
# Source: number plan and carrier data of libphonenumber (Apache-2.0) in phonenumbers {version}
# segment: the number's first 3 or 4 digits; carrier: to whom it is assigned
"""


def rows(carriers: dict[str, dict[str, str]], plan: str) -> list[str]:
    """`segment<TAB>carrier` of what `plan`, a pattern of whole numbers, can assign; ten that agree are written as one."""
    pattern = re.compile(plan)
    found: list[str] = []
    for segment in (str(number) for number in range(130, 200)):
        assigned = [end for end in "0123456789" if pattern.fullmatch(segment + end + "0000000")]
        owners = {end: owner(segment + end, carriers) for end in assigned}
        if len(assigned) == 10 and len(set(owners.values())) == 1:
            found.append(f"{segment}\t{owners['0']}")
        else:
            found += [f"{segment}{end}\t{name}" for end, name in owners.items()]
    return found


def owner(segment: str, carriers: dict[str, dict[str, str]]) -> str:
    """The carrier of the longest known prefix of a segment; `-` where none is known."""
    prefixes = (segment[:length] for length in range(len(segment), 1, -1))
    return next((carriers["86" + prefix]["en"] for prefix in prefixes if "86" + prefix in carriers), "-")


def main() -> None:
    """Write the table."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region("CN")
    plan = (metadata.mobile.national_number_pattern or "") if metadata and metadata.mobile else ""
    lines = rows(CARRIER_DATA, plan)
    TABLE.write_text(
        HEADER.format(version=phonenumbers.__version__) + "segment\tcarrier\n" + "".join(f"{line}\n" for line in lines)
    )
    print(f"{len(lines)} segments in {TABLE.name}", file=sys.stderr)


if __name__ == "__main__":
    main()
