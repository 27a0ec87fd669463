"""The ledger's tables. One place, versioned."""

from __future__ import annotations

VERSION = 2
"""Raised with every change that an older ledger cannot be read with."""

TABLES = """
CREATE TABLE IF NOT EXISTS about (version INTEGER, key_id VARCHAR);
CREATE TABLE IF NOT EXISTS source_file (
    file UINTEGER, path VARCHAR, format VARCHAR,
    head_size UINTEGER, head_digest VARCHAR,      -- recognises the file again after rotation, compression or growth
    position UBIGINT, tail_digest VARCHAR,        -- decompressed bytes counted, and a digest of the last of them
    lines UBIGINT, accesses UBIGINT, skipped UBIGINT
);
CREATE TABLE IF NOT EXISTS stream (              -- of live taps; an older ledger gets it when it is first written to
    file UINTEGER, tap VARCHAR, stream VARCHAR, position VARCHAR
);
CREATE TABLE IF NOT EXISTS skipped (file UINTEGER, reason VARCHAR, lines UBIGINT, first_line UBIGINT);
CREATE TABLE IF NOT EXISTS route (
    route UINTEGER, method VARCHAR, template VARCHAR, subject VARCHAR, entity VARCHAR, source VARCHAR,
    people BOOLEAN, kinds VARCHAR, tentative BOOLEAN, by_word BOOLEAN, any_values VARCHAR
);
CREATE TABLE IF NOT EXISTS agent (agent UINTEGER, user_agent VARCHAR);
CREATE TABLE IF NOT EXISTS caller (caller UINTEGER, address VARCHAR, account VARCHAR, credential VARCHAR, agent UINTEGER);
CREATE TABLE IF NOT EXISTS disclosure (
    shown_at TIMESTAMP, caller UINTEGER, route UINTEGER, record UBIGINT, step TINYINT, file UINTEGER, line UBIGINT,
    shows USMALLINT                               -- number of a set of kinds; 0: the answer was not seen
);
CREATE TABLE IF NOT EXISTS shows (shows USMALLINT, kind VARCHAR, form VARCHAR);
CREATE TABLE IF NOT EXISTS person (
    route UINTEGER, scope VARCHAR, steady BOOLEAN, answers UBIGINT, most_people UINTEGER
);
CREATE TABLE IF NOT EXISTS field (
    route UINTEGER, path VARCHAR, kind VARCHAR, form VARCHAR, confidence DOUBLE, count UBIGINT, valid UBIGINT, reason VARCHAR,
    since TIMESTAMP,                              -- of fields that appeared on a known route; else null
    occasional BOOLEAN                            -- only some of the values hold it
);
CREATE TABLE IF NOT EXISTS attempt (
    asked_at TIMESTAMP, caller UINTEGER, route UINTEGER, record UBIGINT, file UINTEGER, line UBIGINT
);
CREATE TABLE IF NOT EXISTS client (client UINTEGER, lens VARCHAR, name VARCHAR);
CREATE TABLE IF NOT EXISTS client_caller (caller UINTEGER, client UINTEGER);
CREATE TABLE IF NOT EXISTS traffic (caller UINTEGER, first TIMESTAMP, last TIMESTAMP, requests UINTEGER, errors UINTEGER);
CREATE TABLE IF NOT EXISTS removal (             -- of everything that was taken away or renamed; as `stream`
    removed_at TIMESTAMP, what VARCHAR, before TIMESTAMP, disclosures UBIGINT, attempts UBIGINT, traffic UBIGINT
);
"""

NAMING = """
CREATE OR REPLACE TEMP TABLE naming AS
WITH shown AS (SELECT DISTINCT caller FROM disclosure),
     behind AS (SELECT address, count(DISTINCT agent) AS agents FROM caller SEMI JOIN shown USING (caller)
                WHERE account = '' AND credential = '' GROUP BY address)
SELECT caller,
       CASE WHEN account <> '' THEN 'account' WHEN credential <> '' THEN 'credential'
            WHEN coalesce(agents, 0) <= $most_agents THEN 'address' ELSE 'visitor' END AS lens,
       CASE WHEN account <> '' THEN account WHEN credential <> '' THEN credential
            WHEN coalesce(agents, 0) <= $most_agents THEN address ELSE address || ' ' || user_agent END AS name
FROM caller JOIN agent USING (agent) LEFT JOIN behind USING (address)
"""
"""Clients: callers grouped under the lens that tells most about who asked. An address behind which more than
`most_agents` user agents were shown records is no single client (a carrier's NAT, an office): its visitors are."""

CLIENTS = """
INSERT INTO client
SELECT (row_number() OVER (ORDER BY lens, name) - 1 + (SELECT coalesce(max(client) + 1, 0) FROM client))::UINTEGER, lens, name
FROM (SELECT DISTINCT lens, name FROM naming) fresh ANTI JOIN client USING (lens, name);
CREATE OR REPLACE TABLE client_caller AS SELECT caller, client FROM naming JOIN client USING (lens, name);
"""
"""A client keeps its number for good, so that the query of a finding can be run again."""

VIEWS = """
CREATE OR REPLACE VIEW shown AS
SELECT client, shown_at, caller, route, record, step, file, line, shows
FROM disclosure JOIN client_caller USING (caller)
     SEMI JOIN (FROM route WHERE subject IS NOT NULL AND NOT tentative) USING (route);
CREATE OR REPLACE VIEW client_disclosure AS
SELECT client, shown_at, record, template AS route, people, path AS file, line
FROM shown JOIN route USING (route) JOIN source_file USING (file);
"""
