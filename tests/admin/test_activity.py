from __future__ import annotations

from typing import Any

import pytest

from streams.models import Activity, Audience, Provider
from tests.admin.conftest import Console


def test_the_list_says_what_happened(make_activity: Any, console: Console) -> None:
    make_activity(title="Deployed <b>payments</b> &amp; more")
    page = console.list("activity").content.decode()
    assert "Deployed payments &amp; more" in page
    assert "Ana Ruiz" in page
    assert "Repository" in page


def test_an_activity_without_a_title_is_called_by_its_object(make_activity: Any, console: Console) -> None:
    make_activity(title=None, object={"objectType": "file", "displayName": "payments 4.2"})
    assert "payments 4.2" in console.list("activity").content.decode()


def test_a_source_that_is_gone_is_named_by_its_key(activity: Activity, console: Console) -> None:
    Provider.objects.all().delete()
    assert "source (gone)" in console.list("activity").content.decode()


def test_stored_html_is_shown_and_never_rendered(activity: Activity, console: Console) -> None:
    Activity.objects.update(title="<img src=x onerror=alert(1)>", content="<b>bold</b>", summary="<i>s</i>")
    page = console.open("activity", activity.pk).content.decode()
    assert "&lt;img src=x" in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "<img src=x" not in page + console.list("activity").content.decode()


def test_a_title_that_unescapes_to_markup_stays_text(activity: Activity, console: Console) -> None:
    Activity.objects.update(title="&lt;img src=x onerror=alert(1)&gt;")
    assert "<img src=x" not in console.list("activity").content.decode()


def test_only_the_audience_changes(activity: Activity, console: Console) -> None:
    console.save("activity", activity.pk, audience=Audience.public().pk, title="Hacked", verb="forge", revision=99)
    now = Activity.objects.get(pk=activity.pk)
    assert now.audience == Audience.public()
    assert (now.title, now.verb, now.revision) == (activity.title, activity.verb, activity.revision)


def test_changing_the_audience_leaves_what_the_source_wrote_meanwhile(
    activity: Activity, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write_while_the_form_is_saved(monkeypatch, Activity, title="Deployed again")
    console.save("activity", activity.pk, audience=Audience.public().pk)
    assert Activity.objects.get().title == "Deployed again"


def _write_while_the_form_is_saved(monkeypatch: pytest.MonkeyPatch, model: Any, **values: Any) -> None:
    save = model.save

    def late(self: Any, *args: Any, **kwargs: Any) -> None:
        model.objects.filter(pk=self.pk).update(**values)
        save(self, *args, **kwargs)

    monkeypatch.setattr(model, "save", late)


def test_one_can_be_deleted(activity: Activity, console: Console) -> None:
    console.delete("activity", activity.pk)
    assert not Activity.objects.exists()


def test_twenty_rows_cost_as_many_queries_as_one(make_activity: Any, team: Audience, console: Console) -> None:
    make_activity(id="https://deploys.example.com/0")
    one = console.queries("activity")
    for number in range(1, 20):
        make_activity(id=f"https://deploys.example.com/{number}")
    assert console.queries("activity") == one


def test_the_filter_names_any_number_of_people_in_one_query(
    activity: Activity, bob: Any, eve: Any, console: Console
) -> None:
    few = console.queries("activity")
    for user in (bob, eve):
        Audience.of_person(user)
    assert console.queries("activity") == few
