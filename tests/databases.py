"""The tests' database: where it is, how it is emptied, and which tests touch it."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management.color import Style
from django.db import connection

OPENS_IT = {"db", "transactional_db"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, so that `-m database` leaves out what another database cannot change."""
    for item in items:
        if item.get_closest_marker("django_db") or OPENS_IT.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)


def pytest_fixture_setup(fixturedef: Any, request: pytest.FixtureRequest) -> None:
    """Whoever opens the database in a way that the mark overlooks would be left out in silence."""
    if fixturedef.argname in OPENS_IT and request.node.get_closest_marker("database") is None:
        pytest.fail(f"{request.node.nodeid} opens the database by another fixture; add @pytest.mark.django_db to it")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file, as in life: in memory it is shared between threads by other locks than the real ones."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    elif worker := os.environ.get("PYTEST_XDIST_WORKER"):
        # Named after the database of TEST_DATABASE_URL, so that two checkouts can be tested at the same time.
        connection.settings_dict["TEST"]["NAME"] = f"test_{connection.settings_dict['NAME']}_{worker}"


@pytest.fixture(scope="session", autouse=True)
def emptied_by_delete() -> None:
    """After a test with real transactions PostgreSQL would write each table's files anew, for a handful of rows."""
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = _deletes  # type: ignore[method-assign]


def _deletes(style: Style, tables: list[str], **options: bool) -> list[str]:
    # In any order: what a row refers to is looked for when the transaction ends.
    return [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]  # noqa: S608


def pytest_deselected(items: list[Any]) -> None:
    output = getattr(items[0].config, "workeroutput", None) if isinstance(items[0], pytest.Item) else None
    if output is not None:
        output["deselected"] = output.get("deselected", 0) + len(items)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Beside two workers pytest's last line would not count what was left out. Each of them left out the same."""
    if node.gateway.id == "gw0" and (left_out := getattr(node, "workeroutput", {}).get("deselected")):
        node.config.hook.pytest_deselected(items=[SimpleNamespace() for _ in range(left_out)])
