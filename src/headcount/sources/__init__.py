"""Sources: one log format a file, all in one ordered tuple; and the two ways to describe a format oneself."""

from __future__ import annotations

from headcount.sources.alb import ALB
from headcount.sources.caddy import CADDY
from headcount.sources.cloudfront import CLOUDFRONT
from headcount.sources.cloudtrail import CLOUDTRAIL
from headcount.sources.combined import COMBINED
from headcount.sources.elb import ELB
from headcount.sources.envoy import ENVOY
from headcount.sources.envoy_json import ENVOY_JSON
from headcount.sources.fhir_audit import FHIR_AUDIT
from headcount.sources.haproxy import HAPROXY
from headcount.sources.interface import Source
from headcount.sources.jsonl import from_field_map
from headcount.sources.log_format import from_log_format
from headcount.sources.nginx_json import NGINX_JSON
from headcount.sources.nginx_proxy_manager import NGINX_PROXY_MANAGER
from headcount.sources.ocsf import OCSF
from headcount.sources.pgaudit import PGAUDIT
from headcount.sources.s3 import S3
from headcount.sources.traefik import TRAEFIK
from headcount.sources.traefik_json import TRAEFIK_JSON
from headcount.sources.w3c import W3C

__all__ = ["SOURCES", "from_field_map", "from_log_format", "recognise"]

SOURCES: tuple[Source, ...] = (
    TRAEFIK,
    COMBINED,
    NGINX_PROXY_MANAGER,
    CADDY,
    TRAEFIK_JSON,
    ENVOY_JSON,
    NGINX_JSON,
    CLOUDFRONT,
    W3C,
    ENVOY,
    ALB,
    ELB,
    S3,
    HAPROXY,
    PGAUDIT,
    CLOUDTRAIL,
    OCSF,
    FHIR_AUDIT,
)
"""Every source; where two read a file equally well, the earlier one gets it."""

ENOUGH = 0.01
"""A file of which every source reads a smaller share of the first lines is not recognised."""


def recognise(head: bytes) -> tuple[Source | None, float]:
    """The source that reads the largest share of `head`, the first whole lines of a file, and that share; None below `ENOUGH`."""
    best, score = None, ENOUGH
    for source in SOURCES:
        share = source.recognise(head)
        if share > score or (best is None and share == score):
            best, score = source, share
        if score == 1.0:
            break
    return best, score if best else 0.0
