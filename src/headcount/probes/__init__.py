"""Shelf: one kind of store a file. Each asks a store of ours, from outside and read only, what a stranger could read in it."""

from __future__ import annotations

from headcount.probes.elasticsearch import Elasticsearch
from headcount.probes.interface import Probe
from headcount.probes.memcached import Memcached
from headcount.probes.redis import Redis

PROBES: tuple[Probe, ...] = (Elasticsearch(), Memcached(), Redis())
