"""A provider that plays every role keeps every promise."""

from __future__ import annotations

from tests.testing.harbour import HarbourContract


class TestHarbour(HarbourContract):
    pass
