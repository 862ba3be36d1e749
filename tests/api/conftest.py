from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def many(make_activity: Any) -> list[str]:
    """The ids of seven activities, newest first: two of them at the same moment."""
    made = [make_activity(id=str(n), published=f"2026-01-02T03:{n // 2:02}:00Z") for n in range(7)]
    return [f"urn:uuid:{activity.uid}" for activity in reversed(made)]
