"""The kit tells what is broken: each fault fails its own tests and no other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from streams.testing import ActionContract, ProviderContract
from tests.testing import broken_actions, broken_harbours

pytestmark = pytest.mark.peer

ROOT = Path(__file__).resolve().parent.parent.parent
CONTRACTS = [
    contract
    for module in (broken_harbours, broken_actions)
    for name, contract in vars(module).items()
    if name.startswith("Test")
]
# Whatever a plugin does: what is hidden, who presses, once at the source, and the page itself.
KEPT_BY_US = {
    "test_what_happened_is_on_the_stream",
    "test_it_is_offered_on_nothing_else",
    "test_hidden_and_missing_look_the_same",
    "test_nobody_does_it_without_signing_in",
    "test_at_its_source_it_is_asked_once_and_we_do_nothing",
    "test_what_its_source_refuses_is_told",
    "test_without_a_link_of_its_source_it_is_not_offered",
}
# A database of its own, also where another one is being tested; and a zone in which no fault hides.
ALONE = {"DATABASE_URL": "", "REDIS_URL": "", "TZ": "UTC"}
Cases = dict[tuple[str, str], ElementTree.Element]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Cases:
    """What became of each test of each broken plugin, by class and name."""
    report = tmp_path_factory.mktemp("broken") / "report.xml"
    files = [str(module.__file__) for module in (broken_harbours, broken_actions)]
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *files]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    subprocess.run(command, cwd=ROOT, env=environment | ALONE, capture_output=True, timeout=300, check=False)
    found = ElementTree.parse(report).iter("testcase")  # noqa: S314  (our own)
    return {(case.attrib["classname"].rpartition(".")[2], case.attrib["name"]): case for case in found}


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.__name__)
def test_exactly_the_promises_that_are_broken_fail(cases: Cases, contract: type) -> None:
    plugin = plugin_of(contract)
    broken = {name for fault in plugin.__mro__ for name in vars(fault).get("breaks", ())}
    mine = {name: case for (owner, name), case in cases.items() if owner == contract.__name__}
    failed = {name for name, case in mine.items() if case.find("failure") is not None}
    assert not [name for name, case in mine.items() if case.find("error") is not None]
    assert failed == broken
    assert len(mine) > len(failed)


def test_a_failure_is_a_sentence_for_who_wrote_the_plugin(cases: Cases) -> None:
    said = [failure.text or "" for case in cases.values() for failure in case.iter("failure")]
    assert said
    assert not [text for text in said if "Traceback" in text or ".py:" in text]


def test_every_promise_can_be_broken_but_for_those_that_we_keep_for_every_plugin() -> None:
    faults = [fault for contract in CONTRACTS for fault in plugin_of(contract).__mro__]
    broken = {name for fault in faults for name in vars(fault).get("breaks", ())}
    promises = {name for kind in (ProviderContract, ActionContract) for name in dir(kind) if name.startswith("test_")}
    assert promises - broken == KEPT_BY_US


def plugin_of(contract: type) -> type:
    return getattr(contract, "backend", None) or contract.action  # type: ignore[attr-defined]
