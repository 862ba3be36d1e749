"""Our own actions keep the contract of all actions."""

from __future__ import annotations

from typing import ClassVar

from streams import registry
from streams.actions.acknowledge import Acknowledge
from streams.actions.at_source import Approve, Assign, Close, Merge, Reopen, Rerun, Transition, TriggerBuild
from streams.actions.comment import WriteComment
from streams.actions.vote import Vote
from streams.actions.watch import Watch
from streams.models import Activity, Comment, Reaction
from streams.testing import ActionContract


class ReactionContract(ActionContract):
    cannot: ClassVar = {"refuse": "whoever sees it may say so"}

    def effect(self, activity: Activity) -> object:
        return sorted(Reaction.objects.filter(entity=activity.entity).values_list("kind", "user_id"))


class TestVote(ReactionContract):
    action = Vote


class TestWatch(ReactionContract):
    action = Watch


class TestAcknowledge(ReactionContract):
    action = Acknowledge


class TestComment(ActionContract):
    action = WriteComment
    data: ClassVar = {"text": "Looks <b>right</b>"}
    wrong: ClassVar = {"text": " "}
    cannot: ClassVar = {"refuse": "whoever sees it may answer"}

    def effect(self, activity: Activity) -> object:
        return list(Comment.objects.values_list("entity", "text")), Activity.objects.count()


class TestTriggerBuild(ActionContract):
    action = TriggerBuild


class TestRerun(ActionContract):
    action = Rerun


class TestAssign(ActionContract):
    action = Assign


class TestApprove(ActionContract):
    action = Approve


class TestMerge(ActionContract):
    action = Merge


class TestClose(ActionContract):
    action = Close


class TestReopen(ActionContract):
    action = Reopen


class TestTransition(ActionContract):
    action = Transition
    data: ClassVar = {"to": "3"}
    wrong: ClassVar = {"to": "4711"}


def test_every_action_of_ours_has_a_contract() -> None:
    contracts = (one for one in globals().values() if isinstance(one, type) and issubclass(one, ActionContract))
    held = {getattr(contract, "action", None) for contract in contracts}
    assert [key for key, action in registry.actions().items() if type(action) not in held] == []
