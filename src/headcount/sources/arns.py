"""Names of AWS resources: an ARN, an ARN's last part and a plain name lead to the same record.

Source: AWS General Reference, Amazon Resource Names (ARNs).
"""

from __future__ import annotations

import re

_ARN = re.compile(r"arn:[\w-]*:[\w-]*:[\w-]*:(\d*):(.+)", re.DOTALL)


def record_of(name: str, noun: str, account: str) -> str:
    """What `name` names, within the account that owns it: `111122223333:shop` for the ARN of the secret `shop`.

    Args:
        name: an ARN, or a name within `account`.
        noun: what it names, such as `secret`: ARNs have it before the name.
        account: number of the account; empty when it is not known.
    """
    arn = _ARN.fullmatch(name)
    owner, own = (arn[1] or account, arn[2]) if arn else (account, name)
    if own.lower().startswith((f"{noun}/", f"{noun}:")):
        own = own[len(noun) + 1 :]
    own = own.removeprefix("/")
    return f"{owner}:{own}" if owner and "@" not in own else own
