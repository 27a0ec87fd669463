"""Make `examples/access.log.gz`: a real access log in which nobody's address is left.

Every client address is replaced by its image under Crypto-PAn (Xu, Fan, Ammar & Moon, "Prefix-preserving IP address
anonymization", ICNP 2002): two addresses that share their first k bits share exactly their first k bits afterwards, so a
/24 stays a /24. The same addresses are replaced where paths, referers or user agents repeat them. The key is drawn at random
and forgotten, unless `--key` names a file that holds it (then the result is the same each time).

    python update/example_log.py apache_logs.log.gz
"""

import argparse
import gzip
import ipaddress
import re
import secrets
import sys
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "access.log.gz"
KEY_BYTES = 32
"""First half: the AES-128 key; second half: the secret padding."""

_QUAD = re.compile(rb"(?<!\d)(?<!\d\.)(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)")


class PrefixPreserving:
    """A keyed permutation of the IPv4 addresses that keeps common prefixes."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise SystemExit(f"the key has {len(key)} bytes, not {KEY_BYTES}")
        cipher = Cipher(algorithms.AES128(key[:16]), modes.ECB())  # noqa: S305 - a pseudo-random function of single blocks is what is needed
        self._encrypt = cipher.encryptor().update
        self._pad = int.from_bytes(self._encrypt(key[16:])[:4], "big")
        self._rest = self._encrypt(key[16:])[4:]

    def __call__(self, address: str) -> str:
        """The image of a dotted address: bit i is flipped as the first i bits decide."""
        plain = int(ipaddress.IPv4Address(address))
        blocks = b"".join(
            (plain >> (32 - i) << (32 - i) | self._pad & (0xFFFFFFFF >> i)).to_bytes(4, "big") + self._rest for i in range(32)
        )
        coded = self._encrypt(blocks)
        flips = sum((coded[16 * i] >> 7) << (31 - i) for i in range(32))
        return str(ipaddress.IPv4Address(plain ^ flips))


def clients(lines: list[bytes]) -> list[str]:
    """The distinct client addresses (first field) of the lines, sorted."""
    return sorted({line.split(b" ", 1)[0].decode() for line in lines if line})


def plausible(address: str) -> bool:
    """Whether a server on the internet could have had this client: no private, loopback, multicast or reserved address."""
    parsed = ipaddress.IPv4Address(address)
    return parsed.is_global and not parsed.is_multicast


def anonymise(lines: list[bytes], key: bytes | None) -> list[bytes]:
    """The lines with every client address replaced, wherever it stands.

    Without a key, keys are drawn until every image is plausible and none is another client's real address.

    Raises:
        SystemExit: the given key maps a client to an implausible address or to a real one.
    """
    originals = clients(lines)
    corners = sorted({address.split(".")[0] for address in originals}, key=int)
    while True:
        hashed = PrefixPreserving(key or secrets.token_bytes(KEY_BYTES))
        first = {int(hashed(f"{corner}.0.0.0").split(".")[0]) for corner in corners}
        if first.isdisjoint({0, 10, 127, *range(224, 256)}):
            images = {address: hashed(address) for address in originals}
            if all(map(plausible, images.values())) and set(originals).isdisjoint(images.values()):
                break
        if key:
            raise SystemExit("this key maps a client to a reserved or a real client's address; take another")
    table = {address.encode(): image.encode() for address, image in images.items()}
    return [_QUAD.sub(lambda found: table.get(found.group(), found.group()), line) for line in lines]


def main() -> None:
    """Write the example log."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", type=Path, help="the original: apache_logs, plain or gzip")
    parser.add_argument("--key", type=Path, help=f"file with {KEY_BYTES} bytes (default: a random key that is thrown away)")
    parser.add_argument("--out", type=Path, default=EXAMPLE)
    asked = parser.parse_args()
    raw = asked.log.read_bytes()
    text = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    lines = anonymise(text.split(b"\n"), asked.key.read_bytes() if asked.key else None)
    asked.out.write_bytes(gzip.compress(b"\n".join(lines), 9, mtime=0))
    print(f"{len(lines) - 1} lines, {len(clients(lines))} addresses in {asked.out.name}", file=sys.stderr)


if __name__ == "__main__":
    main()
