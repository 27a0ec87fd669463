"""Docker Compose: services with published ports, on the machine where they are published.

Source: Compose Specification, `services`, `ports` (short and long syntax), `environment`, `command`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from headcount.probes.inventories.document import Document, inside, items, members, port_at, text_at
from headcount.probes.inventories.hints import of_command, of_environment
from headcount.probes.inventories.products import product_of, scheme_of, word_for
from headcount.probes.inventory import Left, Listed, url_of

_SHORT = re.compile(
    r"(?:(?P<address>\[[0-9a-fA-F:.]+\]|[0-9]+[0-9.]*\.[0-9]+):)?(?:(?P<out>\d+):)?(?P<inner>\d+)(?:/(?P<kind>tcp|udp))?",
    re.ASCII,
)
_EVERYWHERE = {"", "0.0.0.0", "::"}  # noqa: S104  # what the file says, not what we bind
_VARIABLE = re.compile(r"\$\{[A-Za-z_]\w*:?-([^}$]*)\}")


class Compose:
    """One for the shelf."""

    name = "compose"
    title = "Docker Compose file"

    def recognises(self, document: Document) -> bool:
        """An object with `services` of objects with an image or a build."""
        return any(
            inside(service, "image") or inside(service, "build")
            for tree in document.trees
            for _, service in members(tree.get("services"))
        )

    def stores(self, document: Document, host: str) -> Iterator[Listed | Left]:
        """Each published port of a service that is a store."""
        for tree in document.trees:
            for name, service in members(tree.get("services")):
                yield from self._service(f"{document.name}: services.{name}", name, service, host)

    @staticmethod
    def _service(where: str, name: str, service: object, host: str) -> Iterator[Listed | Left]:
        image = _filled(text_at(service, "image"))
        product = product_of(image) if image else product_of(name)
        ports = [_port(port) for port in items(inside(service, "ports"))]
        if product is None and image and not any(port and scheme_of(None, port[2]) for port in ports):
            return
        hint = ", ".join(filter(None, (of_environment(_environment(service)), of_command(_words(inside(service, "command"))))))
        if product and not ports:
            yield Left(where, "publishes no port, so nobody reaches it from outside this machine")
        for port in ports:
            if port is None:
                yield Left(where, "a range of ports, or a port written by a variable: list each with its number")
                continue
            address, out, inner = port
            scheme = scheme_of(product, inner, only=len(ports) == 1)
            if scheme and not out:
                yield Left(where, f"port {inner} is published at a number that Docker chooses: write HOST:CONTAINER")
            elif scheme:
                at = (host or "127.0.0.1") if address in _EVERYWHERE else address
                yield Listed(url_of(word_for(scheme), at, out), text_at(service, "labels", "owner"), where, hint)


def _port(port: object) -> tuple[str, int, int] | None:
    """(address, published, container's) of one entry; None where it is no single port of TCP."""
    if isinstance(port, dict):
        inner, out = port_at(port, "target"), port_at(port, "published")
        return (text_at(port, "host_ip").strip("[]"), out, inner) if inner and (out or not port.get("published")) else None
    written = _SHORT.fullmatch(_filled(str(port)))
    if not written or written["kind"] == "udp":
        return None
    return (written["address"] or "").strip("[]"), int(written["out"] or 0), int(written["inner"])


def _filled(text: str) -> str:
    """A text with `${NAME:-default}` as the default: what holds where nothing is set."""
    return _VARIABLE.sub(r"\1", text)


def _environment(service: object) -> dict[str, str]:
    told = inside(service, "environment")
    pairs = [str(line).partition("=") for line in items(told)]
    return {name: str(value) for name, value in members(told)} | {name: value for name, mark, value in pairs if mark}


def _words(command: object) -> list[str]:
    return [str(word) for word in items(command)] if isinstance(command, list) else [str(command or "")]
