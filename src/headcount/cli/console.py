"""headcount console: look at a ledger in a browser, and let people in."""

from __future__ import annotations

import argparse
import getpass
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from rich.progress import Progress

from headcount import config as composition
from headcount.catalog.tokens import Tokenizer
from headcount.cli import parts
from headcount.config import Config
from headcount.errors import UsageError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from headcount.console.state import State

_LISTEN = "127.0.0.1:4282"
_TERMINAL_ROLES = ("viewer", "analyst", "privacy_officer")


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "console",
        help="look at a ledger in a browser",
        description="Opens a ledger that no service keeps, to look at: nothing can be decided. Prints a link that works once, for"
        " an hour, for whoever is at the terminal. `headcount serve` shows the whole console: see [console] listen.",
        epilog="exit codes: 0 stopped by a signal, 2 usage, 1 failure",
    )
    command.add_argument("--ledger", metavar="FILE", type=Path, help="the ledger that headcount scan or serve keeps")
    command.add_argument("--listen", metavar="ADDRESS", default=_LISTEN, help=f"address and port (default: {_LISTEN})")
    command.add_argument(
        "--role", choices=_TERMINAL_ROLES, default="privacy_officer", help="as what the link signs in (default: privacy_officer)"
    )
    command.add_argument("--insecure-http", action="store_true", help="listen beyond this machine without TLS")
    parts.add_config(command)
    command.set_defaults(run=run)
    below = command.add_subparsers(title="commands", metavar="COMMAND", required=False)
    user = below.add_parser(
        "user",
        help="print a link by which somebody chooses a password",
        description="Prints a link that works once, within an hour: for the first admin, a new user, or one who cannot get in any"
        " more. Sessions of a user who is there end when the password is chosen.",
        epilog="exit codes: 0 done, 2 usage, 1 failure",
    )
    user.add_argument(
        "login", nargs="?", default="", metavar="LOGIN", help="who; left out, the first admin, who names themselves"
    )
    user.add_argument(
        "--role", choices=("viewer", "analyst", "privacy_officer", "admin"), help="what a new user is, or a known one becomes"
    )
    user.add_argument("--reset-second-factor", action="store_true", help="forget the authenticator app and the recovery codes")
    user.add_argument("--ledger", metavar="FILE", type=Path, help="the ledger that the console shows")
    parts.add_config(user)
    user.set_defaults(run=run_user)


def run(options: argparse.Namespace) -> int:
    """Carry out `headcount console`."""
    config, ledger = _settled(options)
    console = msgspec.structs.replace(config.console, insecure_http=config.console.insecure_http or options.insecure_http)
    config = msgspec.structs.replace(config, console=console)
    tokens = parts.tokenizer(options, config, ledger)
    with parts.needing("console", "console"):
        from headcount.console import joining  # noqa: PLC0415  # loads what only the extra headcount[console] brings
        from headcount.console.serving import ConsoleServer  # noqa: PLC0415  # as above
        from headcount.console.signing import setting_up  # noqa: PLC0415  # as above
        from headcount.console.state import State  # noqa: PLC0415  # as above
    _renew(config, tokens, ledger, joining)
    with State(console.place(ledger)) as state:
        made = joining.resting(config, tokens, ledger, state, _file(options))
        server = ConsoleServer(made.application, console, options.listen)
        try:
            link = server.url + setting_up.terminal_path(state, _name(), options.role, joining.now())
            parts.Output(stderr=True, soft_wrap=True).print(f"open within an hour: {link}", highlight=False, markup=False)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: server.stop())
            server.wait()
        finally:
            server.close()
            joining.let_go(made)
    return 0


def run_user(options: argparse.Namespace) -> int:
    """Carry out `headcount console user`."""
    config, ledger = _settled(options)
    with parts.needing("console", "console"):
        from headcount.console import joining  # noqa: PLC0415  # loads what only the extra headcount[console] brings
        from headcount.console.signing import setting_up  # noqa: PLC0415  # as above
        from headcount.console.state import State  # noqa: PLC0415  # as above
    with State(config.console.place(ledger)) as state:
        path = _path(state, options, joining.now(), setting_up)
    base = (
        config.console.public_url.rstrip("/")
        or f"http{'s' * bool(config.console.certificate)}://{config.console.listen or _LISTEN}"
    )
    parts.Output(soft_wrap=True).print(base + path, highlight=False, markup=False)
    return 0


def _path(state: State, options: argparse.Namespace, now: Any, setting_up: Any) -> str:  # noqa: ANN401  # a module of the extra
    by, done = f"terminal:{_name()}", [f"made a link for {options.login}"]
    if not options.login:
        if not state.links.nobody():
            raise UsageError(
                "there are users already: name the one who is to get in, as headcount console user LOGIN --ledger FILE"
            )
        state.audit.enter(now, by, "user", "made a link for the first admin")
        return str(setting_up.set_up_path(state, now))
    known = state.users.named(options.login)
    if known is None:
        if not options.role:
            raise UsageError(f"there is no user {options.login}; to make one, say as what: --role analyst, for one")
        state.users.add(options.login, options.role, now)
        done.append(f"who is new, as {options.role}")
    elif options.role and options.role != known.role:
        state.users.change(options.login, end=True, role=options.role)
        done.append(f"made them {options.role}")
    if options.reset_second_factor:
        state.users.change(options.login, totp="", totp_asked="", recovery=())
        done.append("took the second factor away")
    if known is not None and known.disabled:
        state.users.change(options.login, disabled=False)
        done.append("enabled them")
    state.audit.enter(now, by, "user", ", ".join(done))
    return str(
        setting_up.invitation_path(state, options.login, options.role or (known.role if known else ""), now, setting_up.HOLDS)
    )


def _settled(options: argparse.Namespace) -> tuple[Config, Path]:
    """The configuration, and the ledger that the options or it name."""
    config = parts.settings(options)
    options.ledger = options.ledger or (Path(config.serve.ledger) if config.serve.ledger else None)
    if options.ledger is None:
        raise UsageError("name the ledger with --ledger, or as ledger of [serve]")
    return config, parts.asked_ledger(options)


def _file(options: argparse.Namespace) -> Path | None:
    local = Path("headcount.toml")
    return options.config or (local if local.is_file() else None)


def _name() -> str:
    """Who is at the terminal, as the machine says."""
    try:
        return getpass.getuser()[:50]
    except (KeyError, OSError):
        return "terminal"


def _renew(config: Config, tokens: Tokenizer, ledger: Path, joining: Any) -> None:  # noqa: ANN401  # a module of the extra
    """Make the board, or take in what is new, with a bar on a terminal."""
    screen = parts.Output(stderr=True)
    with composition.ledger(ledger, tokens, read_only=True) as opened, _bar(screen) as progress:
        joining.renewal(config, ledger).once(opened, progress)


@contextmanager
def _bar(screen: parts.Output) -> Iterator[Any]:
    if not screen.is_terminal:
        yield lambda _: None
        return
    with Progress(console=screen, transient=True) as bar:
        task = bar.add_task("counting for the console", total=1.0)
        yield lambda share: bar.update(task, completed=share)
