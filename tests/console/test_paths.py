"""Paths: any name leads to its page."""

from __future__ import annotations

import doctest

from headcount.console import paths
from headcount.console.paths import client_path


def test_the_example_runs() -> None:
    assert doctest.testmod(paths).failed == 0
    assert doctest.testmod(paths).attempted > 0


def test_names_are_encoded_whole() -> None:
    assert client_path("visitor", "192.0.2.7 a/b?c#d%é") == "/clients/visitor/192.0.2.7%20a%2Fb%3Fc%23d%25%C3%A9"
    assert client_path("account", "...") == "/clients/account/..."


def test_names_that_are_steps_of_a_path_go_into_the_query() -> None:
    assert client_path("account", ".", offset=25) == "/client?lens=account&name=.&offset=25"
