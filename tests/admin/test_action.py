from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from streams import registry
from streams.models import ActionHandler, ActionRun, Activity, Audience, Provider
from tests.admin.conftest import Console
from tests.conftest import Api

ENSURE = "/admin/streams/actionhandler/ensure/"


def test_every_registered_action_has_a_switch(console: Console) -> None:
    console.client.post(ENSURE)
    page = console.list("actionhandler").content.decode()
    assert set(ActionHandler.objects.values_list("key", flat=True)) == registry.actions().keys()
    assert ">Comment</a>" in page


def test_a_stranger_s_action_gets_one_too(settings: Any, console: Console) -> None:
    settings.STREAMS_ACTIONS = [*settings.STREAMS_ACTIONS, "tests.admin.conftest.Bless"]
    assert "bless" in console.list("actionhandler").content.decode()
    console.client.post(ENSURE)
    page = console.list("actionhandler").content.decode()
    assert ">Bless</a>" in page
    assert ">issue</td>" in page


def test_an_action_that_was_removed_says_so(console: Console) -> None:
    ActionHandler.objects.create(key="gone")
    assert "gone (not installed)" in console.list("actionhandler").content.decode()


def test_only_the_row_of_a_removed_action_can_be_deleted(console: Console) -> None:
    ActionHandler.objects.create(key="gone")
    ActionHandler.objects.ensure()
    statuses = {h.key: console.delete("actionhandler", h.pk).status_code for h in ActionHandler.objects.all()}
    assert statuses == {"gone": 302, **dict.fromkeys(registry.actions(), 403)}


SCRIPT = {"key": "build", "enabled": "on", "script": "sample/build-trigger.js", "script_style": "original"}


@pytest.mark.usefixtures("sample_static")
def test_a_row_may_bring_its_action_by_a_script(console: Console) -> None:
    console.add("actionhandler", **SCRIPT)
    handler = ActionHandler.objects.get()
    assert (handler.key, handler.script, handler.script_style) == ("build", "sample/build-trigger.js", "original")
    assert ">build</a>" in console.list("actionhandler").content.decode()


@pytest.mark.usefixtures("sample_static")
@pytest.mark.parametrize(
    "script",
    [
        "", "sample/gone.js", "https://evil.example/x.js", "//evil.example/x.js", "/sample/build-trigger.js",
        "../streams/settings.py", "sample/../sample/build-trigger.js", "sample/build-trigger.js?x",
        "admin/css/base.css",
    ],
)  # fmt: skip
def test_a_script_is_a_static_file_of_this_server(console: Console, script: str) -> None:
    page = console.add("actionhandler", **{**SCRIPT, "script": script})
    assert page.status_code == 200
    assert "errorlist" in page.content.decode()
    assert not ActionHandler.objects.filter(key="build").exists()


def test_label_icon_question_and_weight_are_entered_and_an_icon_that_is_none_is_refused(console: Console) -> None:
    row = {"key": "vote", "enabled": "on", "script_style": "module", "label": "Second it", "weight": "3"}
    console.add("actionhandler", **row, icon="no-such-icon", confirm="Really?")
    assert not ActionHandler.objects.exists()
    console.add("actionhandler", **row, icon="star", confirm="Really?")
    handler = ActionHandler.objects.get()
    assert (handler.label, handler.icon, handler.confirm, handler.weight) == ("Second it", "star", "Really?", 3)


def test_it_is_switched_off_in_the_list(console: Console) -> None:
    ActionHandler.objects.ensure()
    switch_off(console, "vote")
    assert list(ActionHandler.objects.filter(enabled=False).values_list("key", flat=True)) == ["vote"]


def switch_off(console: Console, key: str) -> None:
    """Save the list as a browser does, with one box unticked."""
    save_list(console, {key: {"enabled": ""}})


def save_list(console: Console, changed: dict[str, dict[str, Any]]) -> None:
    """The list as it is shown, with these fields of these rows changed."""
    handlers = list(console.list("actionhandler").context["cl"].result_list)
    form: dict[str, Any] = {"form-TOTAL_FORMS": len(handlers), "form-INITIAL_FORMS": len(handlers), "_save": "Save"}
    for number, handler in enumerate(handlers):
        row = {"enabled": "on" if handler.enabled else "", "weight": "" if handler.weight is None else handler.weight}
        row |= changed.get(handler.key, {})
        form |= {f"form-{number}-id": handler.pk} | {
            f"form-{number}-{name}": row[name] for name in row if row[name] != ""
        }
    console.run("actionhandler", "", **form)


def test_the_list_is_in_the_order_of_the_buttons_and_changes_it(
    activity: Activity, as_bob: Api, console: Console
) -> None:
    ActionHandler.objects.ensure()
    save_list(console, {"vote": {"weight": -1}, "comment": {"weight": -2}})
    listed = [handler.key for handler in console.list("actionhandler").context["cl"].result_list]
    assert listed[:2] == ["comment", "vote"]
    offered = [action["key"] for action in as_bob.items()[0]["actions"]]
    assert offered == [key for key in listed if key in offered]


def test_an_empty_weight_shows_the_action_s_own(console: Console) -> None:
    ActionHandler.objects.ensure()
    page = console.list("actionhandler").content.decode()
    assert f'placeholder="{registry.actions()["vote"].weight}"' in page


def test_the_list_says_for_whom_with_which_icon_and_script(team: Audience, console: Console) -> None:
    ActionHandler.objects.create(key="vote", audience=team, icon="star", script="acme/vote.js")
    page = console.list("actionhandler").content.decode()
    assert all(f">{said}</td>" in page for said in ("team", "star", "acme/vote.js"))


def test_it_is_limited_to_types_and_sources(provider: Provider, activity: Activity, console: Console) -> None:
    vote = ActionHandler.objects.create(key="vote")
    form = {"object_types": ["file"], "providers": [provider.key], "script_style": "module"}
    console.save("actionhandler", vote.pk, enabled="on", weight=3, **form)
    vote.refresh_from_db()
    assert (vote.weight, vote.object_types, vote.providers) == (3, ["file"], ["source"])
    assert ">source</td>" in console.list("actionhandler").content.decode()


def test_a_type_that_nobody_knows_is_refused(console: Console) -> None:
    vote = ActionHandler.objects.create(key="vote")
    page = console.save("actionhandler", vote.pk, object_types=["marmalade"], script_style="module")
    assert page.context["adminform"].form.errors.keys() == {"object_types"}


def test_many_actions_cost_as_many_queries_as_one(console: Console) -> None:
    ActionHandler.objects.create(key="vote", providers=["source"])
    one = console.queries("actionhandler")
    for number in range(19):
        ActionHandler.objects.create(key=f"removed-{number}", providers=["source"])
    assert console.queries("actionhandler") == one


def test_an_action_stays_limited_to_a_source_that_is_gone(provider: Provider, console: Console) -> None:
    vote = ActionHandler.objects.create(key="vote", providers=[provider.key])
    provider.delete()
    console.save("actionhandler", vote.pk, enabled="on", providers=["source"])
    vote.refresh_from_db()
    assert vote.providers == ["source"]


@pytest.fixture
def run(bob: User, activity: Activity, click: Any) -> ActionRun:
    return click(bob, activity, "vote")


def test_the_audit_tells_who_did_what_to_which(run: ActionRun, console: Console) -> None:
    page = console.list("actionrun").content.decode()
    assert ">bob</td>" in page
    assert "●</span>&nbsp;done" in page
    assert f'href="/admin/streams/activity/{run.activity_id}/change/"' in page


def test_the_audit_outlives_account_and_activity(run: ActionRun, console: Console) -> None:
    Activity.objects.all().delete()
    User.objects.get(username="bob").delete()
    page = console.list("actionrun").content.decode()
    assert ">bob</td>" in page
    assert run.entity in page


@pytest.mark.parametrize("how", ["save", "delete"])
def test_alice_cannot_touch_the_audit(how: str, run: ActionRun, console: Console) -> None:
    assert getattr(console, how)("actionrun", run.pk).status_code == 403
    assert ActionRun.objects.get().state == "done"


def test_nor_can_she_in_bulk(run: ActionRun, console: Console) -> None:
    offered = console.list("actionrun").context["action_form"].fields["action"].choices
    assert [name for name, _ in offered] == ["", "export"]
    console.run("actionrun", "delete_selected", run.pk, post="yes")
    assert ActionRun.objects.exists()


@pytest.mark.parametrize("wanted", [{"state__exact": "failed"}, {"action": "watch"}, {"undo__exact": 1}, {"q": "eve"}])
def test_the_audit_is_narrowed_to(wanted: dict[str, Any], run: ActionRun, console: Console) -> None:
    assert len(console.list("actionrun").context["cl"].result_list) == 1
    assert len(console.list("actionrun", **wanted).context["cl"].result_list) == 0


def test_many_clicks_cost_as_many_queries_as_one(
    run: ActionRun, bob: User, activity: Activity, click: Any, console: Console
) -> None:
    one = console.queries("actionrun")
    for number in range(19):
        click(bob, activity, "comment", text=f"{number}")
    assert console.queries("actionrun") == one


def test_the_audit_is_exported_for_a_spreadsheet(run: ActionRun, console: Console) -> None:
    ActionRun.objects.update(message="=1+1")
    answer = console.run("actionrun", "export", run.pk)
    head, line = b"".join(answer.streaming_content).decode().splitlines()
    assert answer["Content-Disposition"] == 'attachment; filename="action-runs.csv"'
    assert head.startswith('"created","username","action","undo","entity"')
    assert ',"bob","vote","False",' in line
    assert ',"\'=1+1",' in line


def test_the_export_has_what_the_list_is_narrowed_to(
    run: ActionRun, bob: User, activity: Activity, click: Any, console: Console
) -> None:
    click(bob, activity, "comment", text="Well done")
    told = {"action": "export", "_selected_action": [run.pk], "select_across": "1"}
    answer = console.client.post("/admin/streams/actionrun/?action=comment", told)
    assert len(b"".join(answer.streaming_content).splitlines()) == 2
