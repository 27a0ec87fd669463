"""Kubernetes: services that lead to stores, by image, name, application protocol or port, and where they are reached."""

from __future__ import annotations

import json
from pathlib import Path

from headcount.probes.inventories import read
from tests.probes.inventories.written import listed

MANIFESTS = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: store, namespace: shop}
spec:
  template:
    metadata: {labels: {app: store, tier: data}}
    spec:
      containers:
        - image: registry.example/redis-exporter:1
        - image: docker.io/bitnami/redis:7.2@sha256:0
          env: [{name: ALLOW_EMPTY_PASSWORD, value: "yes"}]
          ports: [{name: main, containerPort: 6379}]
---
apiVersion: v1
kind: Service
metadata: {name: sessions, namespace: shop, annotations: {owner: shop team}}
spec:
  selector: {app: store}
  ports: [{port: 6400, targetPort: main}]
---
apiVersion: v1
kind: Service
metadata: {name: search}
spec:
  type: LoadBalancer
  ports: [{port: 9200, appProtocol: elasticsearch}]
status: {loadBalancer: {ingress: [{ip: 192.0.2.9}, {hostname: lb.example}]}}
---
apiVersion: v1
kind: Service
metadata: {name: cache}
spec:
  type: NodePort
  ports: [{port: 80, targetPort: 11211, nodePort: 31000, name: memcached}]
---
apiVersion: v1
kind: Service
metadata: {name: pending}
spec:
  type: LoadBalancer
  ports: [{port: 6379}]
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {ports: [{port: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: outside}
spec: {type: ExternalName, externalName: db.example, ports: [{port: 5432}]}
"""


def test_services(tmp_path: Path) -> None:
    found, left = listed(tmp_path, MANIFESTS, "node.example")
    assert found == [
        "redis://sessions.shop.svc.cluster.local:6400",
        "elasticsearch://192.0.2.9:9200",
        "elasticsearch://lb.example:9200",
        "memcached://node.example:31000",
    ]
    assert [one.partition(": ")[2].partition(":")[0] for one in left] == ["Service default/pending", "Service default/outside"]
    assert "kubectl get services" in left[0]


def test_what_a_service_leads_to(tmp_path: Path) -> None:
    listed(tmp_path, MANIFESTS, name="k.yaml")
    [sessions, *_], left = read(tmp_path / "k.yaml")
    assert (sessions.owner, sessions.where, sessions.hint) == (
        "shop team",
        "k.yaml: Service shop/sessions",
        "ALLOW_EMPTY_PASSWORD=yes",
    )
    assert "name a node with --host" in str(left[0])


def test_what_kubectl_says(tmp_path: Path) -> None:
    service = {"kind": "Service", "metadata": {"name": "redis"}, "spec": {"ports": [{"port": 6379}]}}
    told = json.dumps({"apiVersion": "v1", "kind": "List", "items": [service]})
    assert listed(tmp_path, told) == (["redis://redis.default.svc.cluster.local:6379"], [])
