"""The action of a stranger that the docs show keeps the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from streams.models import ActionRun, Activity
from streams.testing import ActionContract
from tests.sample_plugin.countersign import Countersign


class TestCountersign(ActionContract):
    action = Countersign
    data: ClassVar = {"note": "Seen"}
    wrong: ClassVar = {"note": "x" * 101}

    def effect(self, activity: Activity) -> object:
        return list(ActionRun.objects.filter(entity=activity.entity, state="done").values_list("result"))

    def refuse(self, activity: Activity) -> Mapping[str, Any]:
        return {"note": "refuse"}
