"""Docker Compose: what is published is listed, with what the file says of its lock."""

from __future__ import annotations

from pathlib import Path

from headcount.probes.inventories import read
from tests.probes.inventories.written import listed

FILE = """
services:
  cache:
    image: redis:7.2-alpine
    command: redis-server --protected-mode no
    ports: ["6379:6379"]
  search:
    image: docker.elastic.co/elasticsearch/elasticsearch:8.11.1
    environment:
      - xpack.security.enabled=false
      - discovery.type=single-node
    ports:
      - "127.0.0.1:9201:9200"
      - "9300:9300"
    labels: {owner: search team}
  db:
    image: ${DB_IMAGE:-postgres:15}
    environment: {POSTGRES_HOST_AUTH_METHOD: trust, POSTGRES_PASSWORD: not-to-be-told}
    ports: [{target: 5432, published: "5433", host_ip: 192.0.2.7, protocol: tcp}]
  hidden:
    image: memcached:1.6
  shop:
    image: registry.example/shop/web:9
    ports: ["8080:8080"]
  metrics:
    image: oliver006/redis_exporter
    ports: ["9121:9121"]
  own:
    build: .
    ports: ["11211:11211"]
"""


def test_published_ports(tmp_path: Path) -> None:
    found, left = listed(tmp_path, FILE)
    assert found == [
        "redis://127.0.0.1:6379",
        "elasticsearch://127.0.0.1:9201",
        "postgres://192.0.2.7:5433",
        "memcached://127.0.0.1:11211",
    ]
    assert left == ["inventory: services.hidden: publishes no port, so nobody reaches it from outside this machine"]


def test_another_machine(tmp_path: Path) -> None:
    found, _ = listed(tmp_path, FILE, "db.example")
    assert found[:2] == ["redis://db.example:6379", "elasticsearch://127.0.0.1:9201"]


def test_owner_place_and_hint(tmp_path: Path) -> None:
    listed(tmp_path, FILE, name="compose.yml")
    found, _ = read(tmp_path / "compose.yml")
    assert [one.hint for one in found] == [
        "--protected-mode no",
        "xpack.security.enabled=false",
        "POSTGRES_HOST_AUTH_METHOD=trust",
        "",
    ]
    assert (found[1].owner, found[1].where) == ("search team", "compose.yml: services.search")
    assert "not-to-be-told" not in repr(found)


def test_ports_without_one_number_are_told(tmp_path: Path) -> None:
    ports = '["6379-6389:6379-6389", "6379", "${PORT}:6379", "6379:6379/udp"]'
    found, left = listed(tmp_path, f"services: {{c: {{image: redis, ports: {ports}}}}}")
    assert found == []
    assert [one.partition(": services.c: ")[2] for one in left] == [
        "a range of ports, or a port written by a variable: list each with its number",
        "port 6379 is published at a number that Docker chooses: write HOST:CONTAINER",
        "a range of ports, or a port written by a variable: list each with its number",
        "a range of ports, or a port written by a variable: list each with its number",
    ]
