"""Kubernetes manifests, or what `kubectl get services,deployments,statefulsets -o json` says: services that lead to stores.

Source: Kubernetes API reference, Service v1 (`spec.type`, `spec.ports`, `status.loadBalancer`) and workloads of apps/v1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headcount.probes.inventories.document import Document, inside, items, members, port_at, text_at
from headcount.probes.inventories.hints import of_command, of_environment
from headcount.probes.inventories.products import Product, product_of, scheme_of, word_for
from headcount.probes.inventory import Left, Listed, url_of

_WORKLOADS = {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"}


@dataclass(frozen=True, slots=True)
class _Workload:
    """What a service may lead to."""

    namespace: str
    labels: dict[str, str]
    containers: tuple[object, ...]

    def product(self) -> Product | None:
        """Of the first container that is one."""
        return next(filter(None, (product_of(text_at(one, "image")) for one in self.containers)), None)

    def hint(self) -> str:
        """What its containers say of their locks."""
        told = []
        for one in self.containers:
            told.append(of_environment({text_at(pair, "name"): text_at(pair, "value") for pair in items(inside(one, "env"))}))
            told.append(of_command(str(word) for key in ("command", "args") for word in items(inside(one, key))))
        return ", ".join(filter(None, told))

    def port(self, target: str) -> int:
        """The port that a target names, or is; 0 where that is not said."""
        if target.isdecimal():
            return int(target)
        named = (port for one in self.containers for port in items(inside(one, "ports")))
        return next((port_at(port, "containerPort") for port in named if target and text_at(port, "name") == target), 0)


class Kubernetes:
    """One for the shelf."""

    name = "kubernetes"
    title = "Kubernetes manifests"

    def recognises(self, document: Document) -> bool:
        """An object with `apiVersion` and `kind`."""
        return any("apiVersion" in tree and "kind" in tree for tree in document.trees)

    def stores(self, document: Document, host: str) -> Iterator[Listed | Left]:
        """Each port of a service that leads to a store; `host` is a node, for node ports."""
        objects = [one for tree in document.trees for one in ([*items(tree.get("items"))] if tree.get("items") else [tree])]
        workloads = [*filter(None, map(_workload, objects))]
        for one in objects:
            if text_at(one, "kind") == "Service":
                yield from _service(document.name, one, workloads, host)


def _workload(one: object) -> _Workload | None:
    kind = text_at(one, "kind")
    pod = one if kind == "Pod" else inside(one, "spec", "template") if kind in _WORKLOADS else None
    if pod is None:
        return None
    labels = {name: str(value) for name, value in members(inside(pod, "metadata", "labels"))}
    return _Workload(_namespace(one), labels, tuple(items(inside(pod, "spec", "containers"))))


def _namespace(one: object) -> str:
    return text_at(one, "metadata", "namespace") or "default"


def _service(file: str, service: object, workloads: list[_Workload], host: str) -> Iterator[Listed | Left]:
    name, namespace = text_at(service, "metadata", "name"), _namespace(service)
    where, owner = f"{file}: Service {namespace}/{name}", text_at(service, "metadata", "annotations", "owner")
    wanted = {(key, str(value)) for key, value in members(inside(service, "spec", "selector"))}
    behind = next((w for w in workloads if w.namespace == namespace and wanted and wanted <= w.labels.items()), None)
    product = (behind.product() if behind else None) or product_of(name)
    ports = [*items(inside(service, "spec", "ports"))]
    kind = text_at(service, "spec", "type") or "ClusterIP"
    for port in ports:
        told = product_of(text_at(port, "appProtocol")) or product or product_of(text_at(port, "name"))
        out, target = port_at(port, "port"), text_at(port, "targetPort")
        inner = (behind.port(target) if behind else int(target) if target.isdecimal() else 0) or out
        scheme = scheme_of(told, inner, only=len(ports) == 1) or scheme_of(told, out, only=False)
        if not scheme or text_at(port, "protocol") in {"UDP", "SCTP"}:
            continue
        places = _places(kind, service, port, host) if kind != "ClusterIP" else [(f"{name}.{namespace}.svc.cluster.local", out)]
        for place, number in places:
            yield Listed(url_of(word_for(scheme), place, number), owner, where, behind.hint() if behind else "")
        if not places:
            yield Left(where, _MISSING.get(kind, f"a service of type {kind} leads elsewhere: list that address by itself"))


_MISSING = {
    "LoadBalancer": "its address is not in the manifest: read kubectl get services -o json in place of it, or list the address",
    "NodePort": "the node's address is not in the manifest: name a node with --host",
}


def _places(kind: str, service: object, port: object, host: str) -> list[tuple[str, int]]:
    """Where a service is reached from outside the cluster: (host, port)."""
    outside = [str(one) for one in items(inside(service, "spec", "externalIPs"))]
    if kind == "LoadBalancer":
        ingress = [*items(inside(service, "status", "loadBalancer", "ingress"))]
        balanced = [text_at(one, "ip") or text_at(one, "hostname") for one in ingress]
        outside += balanced or [text_at(service, "spec", "loadBalancerIP")]
    found = [(one, port_at(port, "port")) for one in outside if one]
    if kind == "NodePort" and host and port_at(port, "nodePort"):
        found.append((host, port_at(port, "nodePort")))
    return found
