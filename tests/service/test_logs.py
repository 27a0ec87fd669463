from __future__ import annotations

import datetime as dt
import io

import msgspec
import pytest

from headcount.service.logs import Log


def test_one_object_a_line() -> None:
    stream = io.StringIO()
    log = Log(stream)
    log.say("info", "started", listen="127.0.0.1:1", count=2)
    log.say("error", "tap is away", tap="kafka", reason='a "b"\nc')
    first, second = (msgspec.json.decode(line) for line in stream.getvalue().splitlines())
    time = dt.datetime.fromisoformat(first.pop("time"))
    assert time.utcoffset() == dt.timedelta(0)
    assert first == {"level": "info", "event": "started", "listen": "127.0.0.1:1", "count": 2}
    assert second["reason"] == 'a "b"\nc'


def test_there_is_no_field_for_a_client_or_a_person() -> None:
    for name in ("client", "account", "person", "line_text", "target"):
        with pytest.raises(ValueError, match="no field of the log"):
            Log(io.StringIO()).say("info", "x", **{name: "v"})


def test_a_stream_that_is_gone_stops_nobody() -> None:
    stream = io.StringIO()
    stream.close()
    Log(stream).say("info", "started")


def test_standard_error_unless_told_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    Log().say("warning", "started")
    assert (capsys.readouterr().err.count("\n"), capsys.readouterr().out) == (1, "")


def test_a_line_of_text() -> None:
    stream = io.StringIO()
    log = Log(stream, "text")
    log.say("info", "started", listen="127.0.0.1:4281", count=3, file="my file", reason="")
    log.say("error", "stopped")
    first, second = stream.getvalue().splitlines()
    assert first[29:] == ' INFO started: listen=127.0.0.1:4281 count=3 file="my file" reason=""'
    assert dt.datetime.fromisoformat(first[:29]).tzinfo == dt.UTC
    assert second[29:] == " ERROR stopped"
