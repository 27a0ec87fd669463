"""The Redis Streams tap: entries of one stream or of several, from the place where the ledger stands.

Without a group every entry is read (XREAD) and nothing is written to Redis. With a group several headcounts share the entries
(XREADGROUP), each under a consumer name of its own; an entry is acknowledged (XACK) once the ledger has it. After a kill the
consumer first reads again what was delivered to it and not acknowledged; what the ledger has of that is acknowledged only.
Never move entries between consumers (XCLAIM): one that is older than the consumer's place in its ledger counts as known.

Source: Redis documentation, Streams; XINFO STREAM needs Redis 7 or Valkey for `Lag`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from headcount.errors import ConfigError
from headcount.sources.taps.interface import Lag, Piece
from headcount.sources.taps.records import block_of
from headcount.sources.taps.retry import Pause

try:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry
except ImportError as error:
    raise ConfigError("a tap of kind redis needs the package redis: install headcount[live]") from error

_COUNT, _LONGEST_WAIT, _TIMEOUT = 2000, 5.0, 15.0
"""Entries asked for at once; seconds that one read waits at most, and after which a silent server is given up."""
_ORIGIN = (0, 0)
_Id = tuple[int, int]
_Entry = tuple[bytes, Mapping[bytes, bytes]]


@dataclass(slots=True)
class _Place:
    """Where reading stands in one stream."""

    position: _Id | None
    """Id of the last entry handed out; None as long as nobody knows where to begin."""
    lines: int = 0
    """Lines handed out."""
    again: _Id | None = None
    """With a group: entries after this id that were delivered before are asked for again; None when there are none left."""
    open: deque[_Id] = field(default_factory=deque)
    """With a group: ids handed out and not acknowledged, ascending."""
    known: list[_Id] = field(default_factory=list)
    """With a group: ids that the ledger has and that are still to be acknowledged."""
    read: int | None = None
    """How many entries of the stream's whole life lie before `position`; None when that is not known."""


class RedisStreamsTap:
    """Entries of Redis streams as lines."""

    def __init__(
        self,
        url: str,
        keys: Sequence[str],
        *,
        name: str = "redis",
        field: str = "",
        group: str = "",
        consumer: str = "headcount",
        from_end: bool = False,
    ) -> None:
        """Nothing is connected yet.

        Args:
            url: `redis://`, `rediss://` (TLS) or `unix://` address, with user and password where needed; ConfigError otherwise.
            keys: the streams.
            name: what the tap is called.
            field: the field of an entry that is the line. Empty: the only field, or all fields as one JSON object.
            group: the consumer group; empty to read everything alone.
            consumer: this headcount's name in the group, for good.
            from_end: begin a stream that the ledger does not know with what comes from now on.
        """
        self.name = name
        self._field, self._group, self._consumer, self._from_end = field.encode(), group, consumer, from_end
        self._places = {key: _Place(None) for key in keys}
        self._pause, self._ready, self._gaps = Pause(), False, dict[str, str]()
        try:
            self._redis: redis.Redis = redis.Redis.from_url(
                url,
                retry=Retry(NoBackoff(), 0),  # a repeated XREADGROUP would hide that the first answer was lost
                socket_timeout=_TIMEOUT,
                socket_connect_timeout=_LONGEST_WAIT,
                socket_keepalive=True,
                protocol=2,
            )
        except ValueError:  # its text may hold the password
            raise ConfigError(f"tap {name}: its url must be a redis://, rediss:// or unix:// address") from None

    @property
    def problem(self) -> str:
        """What fails at present, or which entries are known to be missing."""
        return self._pause.problem or "; ".join(self._gaps.values())

    def resume(self, positions: Mapping[str, tuple[str, int]]) -> None:
        """Go on right after these entries."""
        for key, place in self._places.items():
            if known := positions.get(self._stream(key)):
                place.position, place.lines = _id(known[0]), known[1]

    def take(self, wait: float, most: int) -> Sequence[Piece]:
        """Entries that came, one piece a stream and read."""
        if not self._pause.over(wait):
            return []
        pieces, taken = list[Piece](), 0
        try:
            if not self._ready:
                self._begin()
            while taken < most:
                read = self._read(0.0 if pieces else min(wait, _LONGEST_WAIT))
                fresh = [piece for key, entries in read for piece in self._pieces(key, entries)]
                pieces += fresh
                taken += sum(piece.block.size for piece in fresh)
                if all(len(entries) < _COUNT for _, entries in read):
                    break
            self._acknowledge()
            self._pause.succeeded()
        except (redis.RedisError, OSError) as error:
            self._ready = False
            self._pause.failed(f"Redis cannot be read ({type(error).__name__})")
        return pieces

    def committed(self, positions: Mapping[str, str]) -> None:
        """With a group, acknowledge the entries; what cannot be acknowledged now is with the next `take`."""
        for key, place in self._places.items():
            reached = _id(positions[self._stream(key)]) if self._stream(key) in positions else _ORIGIN
            while place.open and place.open[0] <= reached:
                place.known.append(place.open.popleft())
        try:
            if self._ready:
                self._acknowledge()
        except (redis.RedisError, OSError):
            self._ready = False

    def lag(self) -> Lag:
        """Entries that were added after the place reached; None where Redis and we do not know it."""
        try:
            waiting = [self._waiting(key, place) for key, place in self._places.items()]
        except (redis.RedisError, OSError):
            return Lag(None, None)
        known = [count for count in waiting if count is not None]
        return Lag(sum(known) if len(known) == len(waiting) else None, None)

    def close(self) -> None:
        """Close the connection."""
        self._redis.close()

    def _stream(self, key: str) -> str:
        return f"{self.name}:{key}"

    def _begin(self) -> None:
        """After a new connection: find out where each stream begins, and what was delivered without our hearing of it."""
        for key, place in self._places.items():
            about = self._about(key)
            last = _id(about["last-generated-id"]) if about else _ORIGIN
            if place.position is None:
                place.position = last if self._from_end and not self._group else _ORIGIN
            if last < place.position and about:  # ids never go down: this is another stream of the same name
                place.position, place.read = _ORIGIN, None
                place.open.clear()
                place.known.clear()
            first = _id(about["first-entry"][0]) if about and about["first-entry"] else _ORIGIN
            if _ORIGIN < place.position < first:
                self._gaps[key] = f"the stream {key} was trimmed: entries may be gone that were never read"
            if about and place.position < first:
                place.read = about.get("entries-added", about["length"]) - about["length"]
            if self._group:
                self._join(key, place)
        self._ready = True

    def _join(self, key: str, place: _Place) -> None:
        start = "$" if self._from_end and place.position == _ORIGIN else _text(place.position or _ORIGIN)
        try:
            self._redis.xgroup_create(key, self._group, start, mkstream=True)
        except redis.ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise
        place.again = place.open[-1] if place.open else _ORIGIN

    def _read(self, wait: float) -> list[tuple[str, list[_Entry]]]:
        block = max(int(wait * 1000), 1) if wait else None
        if not self._group:
            found = self._redis.xread({key: _text(p.position or _ORIGIN) for key, p in self._places.items()}, _COUNT, block)
            return _by_key(found)
        again: dict[Any, Any] = {key: _text(place.again) for key, place in self._places.items() if place.again is not None}
        if not again:
            new: dict[Any, Any] = dict.fromkeys(self._places, ">")
            return _by_key(self._redis.xreadgroup(self._group, self._consumer, new, _COUNT, block))
        read = _by_key(self._redis.xreadgroup(self._group, self._consumer, again, _COUNT))
        for key, entries in read:
            self._places[key].again = _id(entries[-1][0]) if entries else None
        return read if any(entries for _, entries in read) else self._read(wait)

    def _pieces(self, key: str, entries: list[_Entry]) -> list[Piece]:
        place, texts = self._places[key], []
        for name, fields in entries:
            number = _id(name)
            if number <= (place.position or _ORIGIN) or not fields:  # the ledger has it, or it was deleted while it waited
                place.known.append(number)
                continue
            texts.append(self._line(fields))
            place.position = number
            if self._group:
                place.open.append(number)
        if not texts:
            return []
        block, lines = block_of(texts, place.lines + 1)
        place.lines += lines
        place.read = None if place.read is None else place.read + len(texts)
        return [Piece(self._stream(key), block, _text(place.position or _ORIGIN))]

    def _line(self, fields: Mapping[bytes, bytes]) -> bytes:
        if self._field:
            return fields.get(self._field, b"")
        if len(fields) == 1:
            return next(iter(fields.values()))
        return msgspec.json.encode({name.decode("utf-8", "replace"): v.decode("utf-8", "replace") for name, v in fields.items()})

    def _acknowledge(self) -> None:
        for key, place in self._places.items():
            while place.known:
                some = place.known[:_COUNT]
                if self._group:
                    self._redis.xack(key, self._group, *map(_text, some))
                del place.known[: len(some)]

    def _about(self, key: str) -> dict[str, Any]:
        """XINFO STREAM; empty when there is no such stream."""
        try:
            about: dict[str, Any] = self._redis.xinfo_stream(key)
        except redis.ResponseError as error:
            if "no such key" not in str(error):
                raise
            return {}
        return about

    def _waiting(self, key: str, place: _Place) -> int | None:
        about = self._about(key)
        if not about:
            return 0
        if self._group:
            lags = [group.get("lag") for group in self._redis.xinfo_groups(key) if group["name"] == self._group.encode()]
            return lags[0] if lags else None
        if _id(about["last-generated-id"]) == place.position:
            place.read = about.get("entries-added")
            return 0
        return None if place.read is None else max(about.get("entries-added", place.read) - place.read, 0)


def _by_key(found: Any) -> list[tuple[str, list[_Entry]]]:  # noqa: ANN401 - the client types its answers by protocol
    return [(key.decode(), entries) for key, entries in found]


def _id(text: str | bytes) -> _Id:
    """The two numbers of an entry's id, which order the entries."""
    time, _, number = (text.decode() if isinstance(text, bytes) else text).partition("-")
    return int(time), int(number or 0)


def _text(number: _Id) -> str:
    return f"{number[0]}-{number[1]}"
