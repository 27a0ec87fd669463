"""The tables of `headcount.toml`, typed. What may stand in the file stands here, and nowhere else."""

from __future__ import annotations

from typing import Literal

import msgspec

from headcount.config.alerts import AlertConfig
from headcount.config.console import ConsoleConfig
from headcount.config.gate import GateConfig
from headcount.config.incidents import IncidentsConfig
from headcount.config.live import BudgetConfig, CrawlerConfig, PolicyConfig, RuleConfig, ServeConfig
from headcount.config.organisation import OrganisationConfig
from headcount.config.probing import ProbeConfig, StoreConfig
from headcount.config.retention import RetentionConfig
from headcount.config.taps import TapConfig
from headcount.config.traces import TracesConfig
from headcount.model.kind import Form, Kind


class FieldConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[routes.fields]]`: one field of a route's answers."""

    path: str
    """Dotted path of the value in the answer, `[]` for a list, such as `items[].phone`."""
    kind: Kind
    """Which kind of personal data it holds, such as `phone`."""
    form: Form = Form.CLEAR
    """`clear`, `masked` or `hashed`."""


class RouteConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[routes]]`: what one route shows, and whose."""

    template: str
    """Path with variables in braces, such as `/orders/{id}/rating`."""
    subject: str | None = None
    """The path variable or query parameter that names the record; left out, the route shows no record.

    `$.items[].id` is a path in the answer: each element of `items` is a record of its own.
    """
    method: str = ""
    """`GET`, `POST` ...; left out, every method."""
    entity: str = ""
    """What the records are; routes of one entity show the same records. Left out, taken from the path (`people` for people)."""
    kinds: list[str] = []
    """Kinds of personal data that the route shows, such as `phone`."""
    records: Literal["records", "people"] = "records"
    """`people` when the subject is a person: the reports then count people."""
    fields: list[FieldConfig] = []
    """What the answers hold, as `headcount map --toml` writes it; left out, learned where the log has bodies."""


class AgreementConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[agreements]]`: a client that may read many records."""

    name: str
    """How the reports name it."""
    addresses: list[str] = []
    """Addresses and networks."""
    accounts: list[str] = []
    """Account names as logged."""
    credentials: list[str] = []
    """Digests of API keys, as the reports show them."""
    user_agents: list[str] = []
    """Beginnings of user agents; with `addresses`, both must hold."""
    routes: list[str] = []
    """Templates of the routes that it may use, spelled as `headcount routes` prints them."""
    kinds: list[str] = []
    """Kinds of personal data that it may be shown."""
    unexplained: float | None = None
    """Share of the people new to it, 0 to 1, that no relation has to explain."""
    requests_a_day: int | None = None
    """Requests for records that it may make on one day (UTC)."""
    tolerance: int = 0
    """So many records beyond the routes and kinds are let pass."""
    own_baseline: bool = False
    """Whether it is judged by its own past: steady in how much it reads, and when."""


class CanaryConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[canaries]]`: records that nobody has a way to: made-up ones that no page, list or search leads to."""

    entity: str
    """What they are, as the routes that show them say."""
    values: list[str]
    """Their identifiers, as they stand in a request. Only tokens of them are kept, and only during the run."""


class RelationConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[relations]]`: a table that says whom a client has a reason to look at: own cases, orders, parcels, contacts.

    Or two tables that meet in a unit: clients of a station and records of a station.
    """

    entity: str
    """What the records are, as the routes that show them say."""
    file: str = ""
    """CSV or Parquet with the columns `client`, `record` (or `person`), and if wanted `since` and `until`; beside the
    configuration."""
    clients: str = ""
    """CSV or Parquet with the columns `client`, `unit`, and if wanted `since` and `until`; with `records`, in place of `file`."""
    records: str = ""
    """CSV or Parquet with the columns `record` (or `person`), `unit`, and if wanted `since` and `until`."""
    query: str = ""
    """SQL that gives the columns of `file` from a PostgreSQL database; with `database`, in place of `file`."""
    database: str = ""
    """Its address: `env:NAME` for what an environment variable holds, else a file that holds it, beside the configuration."""


class PlaceConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[places]]`: where the people of the records live, and where clients belong."""

    entity: str
    """What the records are, as the routes that show them say."""
    records: str
    """CSV with the columns `record` (or `person`) and `place`; beside the configuration, as the others."""
    clients: str = ""
    """CSV with the columns `client` and `place`."""
    networks: str = ""
    """CSV with the columns `network` and `place`: where clients belong who are not in `clients`."""


class RoleConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[roles]]`: accounts that do one kind of work, and are compared with each other."""

    name: str
    """Such as `staff`."""
    accounts: list[str] = []
    """Account names as logged."""
    prefix: str = ""
    """What the account names begin with."""
    file: str = ""
    """CSV whose column `client` has the account names; beside the configuration."""
    devices: bool = False
    """Whether the accounts are devices at a post (scanners, tills) and not people."""


class ScanConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[scan]`."""

    trusted_proxies: list[str] = []
    """Addresses and networks whose `X-Forwarded-For` is believed."""
    log_format: str = ""
    """The server's own format string, as for `--log-format`."""


class KeyConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[key]`."""

    file: str = ""
    """Where the token key is kept."""


class MapConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[map]`: what raises the grade of a route in the data map."""

    many_people: int = 50
    """So many people in one answer raise it by one."""
    regimes: list[Literal["pipl", "gdpr", "pci", "hipaa"]] | None = None
    """Which rules apply; left out, all."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. Every part may be left out."""

    routes: list[RouteConfig] = []
    agreements: list[AgreementConfig] = []
    canaries: list[CanaryConfig] = []
    relations: list[RelationConfig] = []
    roles: list[RoleConfig] = []
    places: list[PlaceConfig] = []
    scan: ScanConfig = ScanConfig()
    map: MapConfig = MapConfig()
    jsonl: dict[str, str] = {}
    """Field map for JSON lines: our field to the path of theirs, such as `address = "client.ip"`."""
    key: KeyConfig = KeyConfig()
    policy: PolicyConfig = PolicyConfig()
    budgets: list[BudgetConfig] = []
    rules: list[RuleConfig] = []
    crawlers: list[CrawlerConfig] = []
    gate: GateConfig = GateConfig()
    serve: ServeConfig = ServeConfig()
    taps: list[TapConfig] = []
    alerts: list[AlertConfig] = []
    incidents: IncidentsConfig = IncidentsConfig()
    retention: RetentionConfig = RetentionConfig()
    probe: ProbeConfig = ProbeConfig()
    stores: list[StoreConfig] = []
    console: ConsoleConfig = ConsoleConfig()
    organisation: OrganisationConfig = OrganisationConfig()
    traces: TracesConfig = TracesConfig()
