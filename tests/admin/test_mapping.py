"""Alice maps a webhook that nobody here knows."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from streams.models import Activity, Delivery, Provider
from tests.admin.conftest import Console, said
from tests.conftest import Api
from tests.hooks.conftest import SECRET, Sender, make_hook, sender  # noqa: F401  (fixtures)

SAMPLE = {"app": {"name": "payments"}, "version": "4.2", "by": {"login": "ana"}, "steps": [{"name": "<b>test</b>"}]}
FIELDS = {
    "verb": "deploy",
    "actor.displayName": "{by.login}",
    "object.objectType": "version",
    "object.displayName": "{app.name} {version}",
    "summary": "First <em>{steps[0].name}</em>",
}


@pytest.fixture
def anything(make_hook: Any) -> Provider:  # noqa: F811
    return make_hook("webhook")


class Page:
    def __init__(self, console: Console, provider: Provider) -> None:
        self.client = console.client
        self.url = reverse("admin:streams_provider_mapping", args=[provider.pk])

    def post(self, button: str, sample: Any = None, headers: Any = None, **fields: str) -> Any:
        text = sample if isinstance(sample, str) else orjson.dumps(sample or SAMPLE).decode()
        return self.client.post(self.url, {"sample": text, button: "1", **fields}, headers=headers)


@pytest.fixture
def page(console: Console, anything: Provider) -> Page:
    return Page(console, anything)


def test_the_form_offers_the_paths_of_what_came_last(
    page: Page,
    sender: Sender,  # noqa: F811
    anything: Provider,
) -> None:
    sender.post("webhook", SAMPLE, X_Webhook_Token=SECRET)
    shown = page.client.get(page.url).content.decode()
    assert '<option value="{by.login}" label="ana">' in shown
    assert '<option value="{steps[0].name}" label="&lt;b&gt;test&lt;/b&gt;">' in shown
    assert (
        "Mapping</a>" in page.client.get(reverse("admin:streams_provider_change", args=[anything.pk])).content.decode()
    )


@pytest.mark.parametrize("depth", [300, 900])
def test_a_delivery_that_nobody_can_read_breaks_no_page(
    page: Page,
    sender: Sender,  # noqa: F811
    anything: Provider,
    depth: int,
) -> None:
    sender.post("webhook", b'{"a":' * depth + b"1" + b"}" * depth, X_Webhook_Token=SECRET)
    assert page.client.get(page.url).status_code == 200
    delivery = anything.deliveries.get()
    assert page.client.get(reverse("admin:streams_delivery_change", args=[delivery.pk])).status_code == 200


@pytest.mark.parametrize("button", ["preview", "save"])
def test_a_sample_that_nobody_can_read_is_refused_in_words(page: Page, button: str) -> None:
    shown = page.post(button, '{"a":' * 300 + "1" + "}" * 300, **FIELDS)
    assert "This is nested deeper than anybody reads." in shown.content.decode()
    assert Provider.objects.get().config == {}


def test_a_preview_shows_the_sentence_and_saves_nothing(page: Page) -> None:
    shown = page.post("preview", **FIELDS)
    assert shown.context["preview"].activities[0][0] == "ana deployed payments 4.2"
    assert "<h3>ana deployed payments 4.2</h3>" in shown.content.decode()
    assert Provider.objects.get().config == {}
    assert Activity.objects.count() == 0


def test_the_script_gets_the_preview_alone(page: Page) -> None:
    shown = page.post("live", headers={"X-Requested-With": "preview"}, **FIELDS).content.decode()
    assert "<h3>ana deployed payments 4.2</h3>" in shown
    assert "<form" not in shown


def test_the_script_is_a_file_of_its_own(page: Page) -> None:
    shown = page.client.get(page.url).content.decode()
    assert '<script src="/static/streams/mapping' in shown
    assert 'id="mapping"' in shown
    assert 'name="preview"' in shown


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"title": "{app.nmae}"}, "title: there is no text at {app.nmae}; near it are {app.name}"),
        ({"title": "{app}"}, "title: there is no text at {app}; near it are {app.name}"),
        ({"url": "{version}"}, "url: {version} gives “4.2”, which is not an http(s) address"),
        ({"published": "{version}"}, "published: {version} gives “4.2”, which is not a time that has come"),
        ({"title": "{app.name"}, "title: a brace stands alone in “{app.name”"),
        ({"each": "app"}, "one for each: there is no list at {app}"),
        ({"only": "{action}"}, "only where: there is no text at {action}"),
        ({"verb": "a/b"}, "verb: verb must be a simple name"),
    ],
)
def test_what_is_wrong_is_said_with_its_path(fields: dict[str, str], problem: str, page: Page) -> None:
    problems = page.post("preview", **fields).context["preview"].problems
    assert [one for one in problems if one.startswith(problem)], problems


@pytest.mark.parametrize("sample", ["{", "[1]", '"x"'])
def test_a_sample_that_is_none_is_said(sample: str, page: Page) -> None:
    shown = page.post("preview", sample=sample, **FIELDS)
    assert shown.context["form"].errors.keys() == {"sample"}
    assert shown.context["preview"] is None


def test_what_is_saved_is_what_deliveries_become(page: Page, sender: Sender, as_bob: Api) -> None:  # noqa: F811
    assert "saved" in said(page.post("save", **FIELDS))[0]
    answer = sender.post("webhook", SAMPLE, X_Webhook_Token=SECRET)
    assert answer.json()["outcome"] == "stored"
    (item,) = as_bob.items()
    assert item["object"]["title"] == "payments 4.2"
    assert item["summary_html"] == "First <em>&lt;b&gt;test&lt;/b&gt;</em>"


def test_what_is_saved_is_shown_again(page: Page) -> None:
    page.post("save", **FIELDS)
    shown = page.client.get(page.url)
    assert shown.context["form"].initial["object.displayName"] == "{app.name} {version}"
    assert '"login": "ana"' in shown.content.decode().replace("&quot;", '"')


def test_a_sample_of_any_size_previews_but_only_a_small_one_is_kept(page: Page) -> None:
    page.post("save", sample=SAMPLE | {"log": "x" * 70_000}, **FIELDS)
    assert "sample" not in Provider.objects.get().config


def test_hostile_words_of_a_sample_are_text(page: Page) -> None:
    evil = "</td><script>alert(1)</script>"
    shown = page.post("preview", sample={"x": evil, evil: evil}, title="{x}", content="{x}").content.decode()
    assert "<script>alert" not in shown


def test_a_delivery_before_the_mapping_is_kept_and_replayed_after_it(
    page: Page,
    sender: Sender,  # noqa: F811
    console: Console,
) -> None:
    answer = sender.post("webhook", SAMPLE, X_Webhook_Token=SECRET)
    assert (answer.status_code, answer.json()["outcome"]) == (202, "failed")
    assert "Nothing is mapped yet" in answer.json()["message"]
    page.post("save", **FIELDS)
    console.run("delivery", "replay", Delivery.objects.get().pk, confirmed="yes")
    assert Activity.objects.get().verb == "deploy"


def test_other_sources_have_no_mapping(provider: Provider, console: Console) -> None:
    url = reverse("admin:streams_provider_mapping", args=[provider.pk])
    assert console.client.get(url).status_code == 404


def test_whoever_may_only_look_maps_nothing(anything: Provider, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename="view_provider"))
    assert Page(Console(bob), anything).post("save", **FIELDS).status_code == 404
    assert Provider.objects.get().config == {}
