"""Names, images and ports of products; what stands beside a product is none."""

from __future__ import annotations

import pytest

from headcount.probes.inventories.products import product_of, scheme_of, word_for


@pytest.mark.parametrize(
    ("image", "port"),
    [
        ("postgres:15", 5432),
        ("registry.example:5000/team/timescaledb-ha:pg16", 5432),
        ("bitnami/redis-cluster@sha256:00", 6379),
        ("redis_servers", 6379),
        ("opensearchproject/opensearch-dashboards", 9200),
    ],
)
def test_images(image: str, port: int) -> None:
    product = product_of(image)
    assert product is not None
    assert next(iter(product.ports)) == port


@pytest.mark.parametrize("image", ["shop/web:9", "prom/mysqld-exporter", "redis-operator", "dpage/pgadmin", "mongo-express", ""])
def test_what_is_no_store(image: str) -> None:
    assert product_of(image) is None


def test_schemes_of_ports() -> None:
    rabbit = product_of("rabbitmq:3-management")
    assert [scheme_of(rabbit, port, only=False) for port in (5672, 15672, 25672)] == ["amqp", "rabbitmq", ""]
    assert scheme_of(product_of("redis"), 7000) == "redis"
    assert [scheme_of(None, port) for port in (6379, 80, 4)] == ["redis", "", ""]


def test_words_that_probes_know() -> None:
    assert word_for("redis") == "redis"
    assert word_for("memcache") == "memcached"
    assert word_for("gopher") == "gopher"
