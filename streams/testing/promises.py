"""What a contract is made of: tests that say what to mend, and apply where a plugin plays their role."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping
from typing import Any, NoReturn, TypeVar

import pytest

Test = TypeVar("Test", bound=Callable[..., None])


def broken(message: str) -> NoReturn:
    """End the test with a sentence for who wrote the plugin; where in the kit it ended is nobody's business."""
    pytest.fail(message, pytrace=False)


def must(kept: object, message: str) -> None:
    if not kept:
        broken(message)


def needs(*names: str) -> Callable[[Test], Test]:
    """A test of the roles, and with the abilities, of these names."""

    def mark(test: Test) -> Test:
        test.needs = names  # type: ignore[attr-defined]
        return test

    return mark


def fit(contract: type, roles: Mapping[str, bool], cannot: Mapping[str, str], abilities: Collection[str]) -> None:
    """Take out the tests of roles that the plugin does not play; skip, with its reason, what it says it cannot do."""
    if unknown := sorted(cannot.keys() - set(abilities)):
        raise TypeError(f"{contract.__name__}.cannot names {unknown}; it may name {sorted(abilities)}.")
    for name in dir(contract):
        test = getattr(contract, name)
        needed = getattr(test, "needs", ())
        if not all(roles.get(one, True) for one in needed):
            setattr(contract, name, None)
        elif missing := [one for one in needed if one in cannot]:
            setattr(contract, name, _skipped(test, f"cannot {missing[0]}: {cannot[missing[0]]}"))


def _skipped(test: Callable[..., None], reason: str) -> Any:
    # A copy, because the mark is this contract's only.
    @functools.wraps(test)
    def copy(self: object) -> None: ...

    return pytest.mark.skip(reason=reason)(copy)
