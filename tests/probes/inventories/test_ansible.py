"""Ansible: hosts of groups that are named after a product, and hosts that say their stores, in both of its forms."""

from __future__ import annotations

from pathlib import Path

from headcount.probes.inventories import read
from tests.probes.inventories.written import listed

INI = """
# our machines
bastion.example

[redis]
cache1.example ansible_host=192.0.2.7 owner="shop team"
cache[2:4].example

[web]
www.example headcount_stores="elasticsearch:9201, redis"

[search_nodes]
s1.example

[data:children]
search_nodes

[data:vars]
headcount_stores=memcached
"""
YAML = """
all:
  children:
    postgres:
      hosts:
        db1.example: {ansible_host: 192.0.2.8}
        db2.example:
          headcount_stores: [redis, "postgres://db2.example:5433"]
      vars: {owner: data team, ansible_password: !vault "not to be told"}
    web:
      hosts: {www.example: {headcount_stores: "redis:{{ port }}"}}
"""


def test_ini(tmp_path: Path) -> None:
    found, left = listed(tmp_path, INI)
    assert found == [
        "redis://192.0.2.7",
        "elasticsearch://www.example:9201",
        "redis://www.example",
        "memcached://s1.example",
    ]
    assert left == ["inventory: redis/cache[2:4].example: a range of hosts: list each by its name"]
    [first, *_], _ = read(tmp_path / "inventory")
    assert (first.owner, first.where) == ("shop team", "inventory: redis/cache1.example")


def test_yaml(tmp_path: Path) -> None:
    found, left = listed(tmp_path, YAML)
    assert found == ["redis://db2.example", "postgres://db2.example:5433", "postgres://192.0.2.8"]
    assert [one.partition(": ")[2] for one in left] == ["all/www.example: is written by a template: list the address by itself"]
    told, _ = read(tmp_path / "inventory")
    assert {one.owner for one in told} == {"data team"}


def test_groups_that_hold_each_other_end(tmp_path: Path) -> None:
    assert listed(tmp_path, "[redis]\na.example\n[redis:children]\nb\n[b:children]\nredis\n")[0] == ["redis://a.example"]
