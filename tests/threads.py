"""Several at once: threads, each with a connection of its own, as a server has them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

InThreads = Callable[..., list[Any]]


@pytest.fixture
def in_threads() -> InThreads:
    """Calls a function with each of the arguments at the same moment. They see what is committed only."""

    def run(function: Callable[[Any], Any], arguments: list[Any]) -> list[Any]:
        barrier = Barrier(len(arguments))

        def one(argument: Any) -> Any:
            with closing(connections["default"]):
                barrier.wait()
                return function(argument)

        with ThreadPoolExecutor(len(arguments)) as pool:
            return list(pool.map(one, arguments))

    return run
