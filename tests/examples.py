"""How many examples a property is tried with: all of them on one database, a quarter of them on the other."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings

# No test asserts a time. A fixture is not made anew for each example, and these tests mean it so.
settings.register_profile(
    "full", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
settings.load_profile("full")
# Chosen by pytest's --hypothesis-profile, for what another run tries in full.
settings.register_profile("brief", max_examples=25)


def examples(number: int, **options: Any) -> settings:
    """Hypothesis' settings, with this many examples where the profile allows a hundred."""
    return settings(max_examples=max(1, number * settings.default.max_examples // 100), **options)
