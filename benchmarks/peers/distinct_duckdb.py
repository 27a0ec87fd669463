"""Per address, how many different orders it was answered: the same question as one SQL statement over the raw text.

python distinct_duckdb.py access.log THREADS
"""

import sys

import duckdb

connection = duckdb.connect(config={"threads": int(sys.argv[2])})
print(
    connection.execute(
        r"""
        select regexp_extract(line, '^(\S+)', 1) as address, count(distinct regexp_extract(line, '/orders/(\d+)', 1)) as orders
        from read_csv(
            ?, columns = {'line': 'VARCHAR'}, delim = chr(1), quote = '', escape = '', header = false, auto_detect = false
        )
        where contains(line, ' /orders/') and contains(line, '" 200 ')
        group by address order by orders desc limit 5
        """,
        [sys.argv[1]],
    ).fetchall()
)
