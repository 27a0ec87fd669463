"""The shelf of honest clients. What is not in `KINDS` does not come."""

from headcount.lab.honest.consumers import Consumers
from headcount.lab.honest.guests import Guests
from headcount.lab.honest.interface import Kind
from headcount.lab.honest.merchants import Merchants
from headcount.lab.honest.partners import Partners
from headcount.lab.honest.scanners import Scanners
from headcount.lab.honest.search_engines import SearchEngines
from headcount.lab.honest.staff import Staff

KINDS: tuple[Kind, ...] = (Consumers(), Merchants(), Staff(), Scanners(), Partners(), SearchEngines(), Guests())
