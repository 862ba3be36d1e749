"""What all faults are."""

from __future__ import annotations

from typing import ClassVar

from tests.testing.harbour import Harbour


class Fault(Harbour):
    """`breaks`: the tests that it fails."""

    breaks: ClassVar[tuple[str, ...]] = ()
