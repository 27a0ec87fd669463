"""One shard: the `serve` of one partition, in a process of its own, with a ledger that nobody else opens."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import wait
from pathlib import Path

import msgspec

from headcount import config as composition
from headcount.config import Config
from headcount.config.taps import TapConfig
from headcount.errors import ConfigError, HeadcountError
from headcount.service.bulletin import Bulletin, hear_people
from headcount.service.joining import Service
from headcount.service.lease import lease


def shared_tap(config: Config) -> TapConfig:
    """The one tap whose partitions the workers share.

    Raises:
        ConfigError: there is another, or it is no topic that a group shares; or what all shards write to is not said.
    """
    if config.serve.ledger:
        raise ConfigError("[serve] has a ledger or shards, not both")
    if len(config.taps) != 1 or config.taps[0].kind != "kafka" or not config.taps[0].group or len(config.taps[0].topics) != 1:
        raise ConfigError("[serve] shards needs exactly one tap: of kind kafka, with a group and one topic")
    if not config.policy.store or not config.incidents.store:
        raise ConfigError("[serve] shards needs store of [policy] and of [incidents]: what all shards write to")
    if config.serve.leader:
        raise ConfigError("[serve] shards needs no leader: the group deals the partitions out")
    if config.console.listen:
        raise ConfigError("[serve] shards has no console: show a merged ledger with headcount console")
    return config.taps[0]


def ledger_of(config: Config, partition: int) -> Path:
    """The file of a shard, in the folder that all workers share."""
    return Path(config.serve.shards) / f"{shared_tap(config).topics[0]}-{partition}.ledger"


def key_of(config: Config) -> Path:
    """The file of the token key, which all shards are written under."""
    return Path(config.key.file or Path(config.serve.shards) / "key")


def shard_config(config: Config, partition: int) -> Config:
    """The configuration of one shard: its ledger, its partition, and an address of its own, right after the worker's."""
    host, _, port = config.serve.listen.rpartition(":")
    listen = f"{host}:{int(port) + 1 + partition if int(port) else 0}" if port.isdecimal() else config.serve.listen
    serve = msgspec.structs.replace(
        config.serve,
        ledger=str(ledger_of(config, partition)),
        shards="",
        listen=listen,
        socket=config.serve.socket and f"{config.serve.socket}.{partition}",
    )
    tap = msgspec.structs.replace(shared_tap(config), group="", member="", partitions=[partition])
    return msgspec.structs.replace(config, serve=serve, taps=[tap])


def serve_shard(told: bytes, partition: int) -> None:
    """Serve one partition until SIGTERM, or until the worker that asked for it is no more.

    Args:
        told: the worker's configuration, as JSON.
        partition: which.
    """
    config = msgspec.json.decode(told, type=Config)
    stopping = threading.Event()
    stops: list[Callable[[], None]] = [stopping.set]

    def stop() -> None:
        for each in stops:
            each()

    signal.signal(signal.SIGTERM, lambda *_: stop())
    for number in (signal.SIGINT, signal.SIGHUP):  # from a terminal they reach the worker, too, which stops its shards
        signal.signal(number, signal.SIG_IGN)
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_outlive, args=(parent.sentinel, stop), name="worker", daemon=True).start()
    try:
        with lease(ledger_of(config, partition), stopping.is_set) as held:
            if held:
                key = key_of(config)
                own = shard_config(config, partition)
                service = Service(own, composition.tokenizer(config, key, None), key)
                bulletin = Bulletin(service.verdicts, hear_people(service.judge), service.verdicts.newest())
                bulletin.start()
                stops.append(service.stop)
                if stopping.is_set():
                    service.stop()
                service.run()
    except (HeadcountError, OSError) as error:
        print(f"headcount: shard {partition}: {error}", file=sys.stderr)  # noqa: T201  # its own log may not be there yet
        sys.exit(1)


def _outlive(worker: int, stop: Callable[[], None]) -> None:
    """Stop once the worker is no more: others have its partitions soon."""
    wait([worker])
    stop()
