"""Which addresses, or pairs of address and user agent, were answered at least so many different records on one day.

The rule that one would write as a report in SQL. Prints one JSON object: setting to addresses.

    python thresholds.py access.log
"""

import json
import sys

import duckdb

connection = duckdb.connect()
connection.execute(
    r"""
    create table day as
    with access as (
        select regexp_extract(line, '^(\S+)', 1) as address, regexp_extract(line, '\[(\d+)', 1) as day,
               regexp_extract(line, '"(?:GET|HEAD) (\S+)', 1) as target, regexp_extract(line, '"([^"]*)"$', 1) as agent
        from read_csv(
            ?, columns = {'line': 'VARCHAR'}, delim = chr(1), quote = '', escape = '', header = false, auto_detect = false
        )
        where contains(line, '" 200 ') and regexp_matches(line, '"(GET|HEAD) /(items|orders|order|u|api)/')
    )
    select address, agent, day, count(distinct target) as records from access group by all
    """,
    [sys.argv[1]],
)
found = {}
for people in (50, 150, 300):
    per_visitor = "select distinct address from day where records >= ?"
    per_address = "select distinct address from (select address, sum(records) as n from day group by address, day) where n >= ?"
    for lens, sql in (("address", per_address), ("address and user agent", per_visitor)):
        found[f"{people} records a day per {lens}"] = [row[0] for row in connection.execute(sql, [people]).fetchall()]
print(json.dumps(found))
