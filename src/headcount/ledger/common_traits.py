"""What every client has that others may have, too: the user agent and network that it asks from most, and when it first came."""

from __future__ import annotations

import pyarrow as pa

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.prefixes import networks_of

_TRAITS = """
WITH asked AS (
    SELECT client, agent, address, sum(requests)::BIGINT AS requests, min(first) AS came
    FROM traffic JOIN caller USING (caller) JOIN client_caller USING (caller) GROUP BY ALL)
SELECT lens, name, arg_max(user_agent, (requests, user_agent)) AS agent, arg_max(address, (requests, address)) AS address,
       (min(came)::DATE - (SELECT min(first)::DATE FROM traffic))::INTEGER AS day
FROM asked JOIN client USING (client) JOIN agent USING (agent) GROUP BY client, lens, name ORDER BY lens, name
"""


def traits_of(ledger: EmbeddedLedger) -> pa.Table:
    """One row a client, by lens and name: `lens`, `name`, `agent`, `prefix` (empty: unknown), `day`.

    `day` is that of its first request, counted from the log's first (UTC). It costs what reading the callers does.
    """
    table = ledger.connection.sql(_TRAITS).to_arrow_table()
    place = table.schema.get_field_index("address")
    return table.set_column(place, "prefix", networks_of(table["address"].cast(pa.string())))
