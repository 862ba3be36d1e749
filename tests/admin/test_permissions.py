"""Permissions per noun: whoever has all of them but one can do everything but that."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.urls.exceptions import NoReverseMatch

from streams.models import Activity, Provider
from tests.admin.conftest import Console
from tests.admin.rows import OURS, make, nouns

# Whoever may change a row may look at it as well.
IMPLIED = {"view": ("view", "change")}
REFUSED = {403}


def of_noun(model: Any) -> str:
    return model._meta.model_name


def address(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def olga(db: None) -> User:
    return User.objects.create_user("olga", password="secret", is_staff=True)


def console_without(user: User, model: Any, *verbs: str) -> Console:
    """Of somebody who may do everything else."""
    names = [f"{verb}_{model._meta.model_name}" for verb in verbs]
    allowed = Permission.objects.exclude(content_type__app_label=model._meta.app_label, codename__in=names)
    user.user_permissions.set(allowed)
    return Console(User.objects.get(pk=user.pk))


def everything() -> dict[str, list[Any]]:
    """All that is stored of ours, and the log of what administrators did."""
    models = [LogEntry, *(model for app in OURS for model in apps.get_app_config(app).get_models())]
    return {model.__name__: sorted(map(str, model._base_manager.values_list())) for model in models}


def statuses(console: Console, model: Any, verb: str, pk: Any) -> set[int]:
    """What each way to do it answers."""
    get, post = console.client.get, console.client.post
    selected = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
    match verb:
        case "view":
            answers = [get(address(model, "changelist")), get(address(model, "change", pk))]
        case "add":
            answers = [get(address(model, "add")), post(address(model, "add"), {"name": "x"})]
        case "change":
            answers = [post(address(model, "change", pk), {"name": "x"})]
        case _:
            to_one = [ask(address(model, "delete", pk)) for ask in (get, post)]
            answers = [*to_one, post(address(model, "changelist"), selected)]
    return {answer.status_code for answer in answers}


@pytest.mark.parametrize("verb", ["view", "add", "change", "delete"])
@pytest.mark.parametrize("model", nouns(), ids=of_noun)
def test_without_the_permission_it_is_refused_and_nothing_changes(model: Any, verb: str, olga: User) -> None:
    row = make(model)[0]
    console = console_without(olga, model, *IMPLIED.get(verb, (verb,)))
    before = everything()
    assert statuses(console, model, verb, row.pk) == REFUSED
    assert everything() == before


def actions_of_ours() -> list[Any]:
    """Every action of every noun that needs a permission, but for Django's own."""
    found = []
    for model in nouns():
        for action, name, _ in admin.site._registry[model]._get_base_actions():
            if name != "delete_selected":
                found.append(pytest.param(model, name, action, id=f"{model._meta.model_name}-{name}"))
    return found


@pytest.mark.parametrize(("model", "name", "action"), actions_of_ours())
def test_nor_is_an_action_done(model: Any, name: str, action: Any, olga: User) -> None:
    needed = action.allowed_permissions
    assert needed, "whoever may open the list could run it"
    row = make(model)[0]
    console = console_without(olga, model, "change", *(["view"] if "view" in needed else []))
    before = everything()
    assert console.run(model._meta.model_name, name, row.pk, confirmed="yes").status_code in REFUSED
    assert everything() == before


def pages_of_ours() -> list[Any]:
    """The addresses that the admin of a noun has besides Django's."""
    found = []
    for model, model_admin in admin.site._registry.items():
        if model in nouns():
            usual = {pattern.name for pattern in admin.ModelAdmin.get_urls(model_admin)}
            found += [
                (model, pattern) for pattern in model_admin.get_urls() if pattern.name and pattern.name not in usual
            ]
    return [pytest.param(model, pattern.name, id=pattern.name) for model, pattern in found]


@pytest.mark.parametrize(("model", "name"), pages_of_ours())
def test_nor_is_a_page_of_ours_of_any_use(model: Any, name: str, olga: User) -> None:
    row = make(model)[0]
    console = console_without(olga, model, "change")
    before = everything()
    for arguments in ([], [row.pk], *([row.pk, button] for button in admin.site._registry[model].actions)):
        try:
            page = reverse(f"admin:{name}", args=arguments)
        except NoReverseMatch:
            continue
        # Hidden and missing look the same.
        assert console.client.post(page, {"confirmed": "yes", "save": "", "start": ""}).status_code in {403, 404}
    assert everything() == before


def test_a_view_without_change_shows_no_button(olga: User, provider: Provider) -> None:
    page = console_without(olga, Provider, "change").open("provider", provider.pk).content.decode()
    assert "formaction" not in page
    assert 'name="_save"' not in page


# --- the operator: sources and what they deliver, no activities ---


@pytest.fixture
def operator(olga: User) -> Console:
    nouns_of_hers = ("provider", "delivery", "actionrun")
    names = [f"{verb}_{noun}" for verb in ("view", "change", "add") for noun in nouns_of_hers]
    olga.user_permissions.set(Permission.objects.filter(codename__in=names))
    return Console(User.objects.get(pk=olga.pk))


def test_olga_runs_the_sources(operator: Console, provider: Provider) -> None:
    operator.run("provider", "switch_off", provider.pk)
    assert not Provider.objects.get().enabled


def test_she_reads_no_activity(operator: Console, make_activity: Any) -> None:
    activity: Activity = make_activity(title="Spread the marmalade")
    assert operator.list("activity").status_code == 403
    pages = [operator.open("provider", activity.provider_id), operator.client.get(reverse("admin:index"))]
    assert not any("marmalade" in page.content.decode() for page in pages)


def test_her_first_page_has_the_sources_and_no_charts(operator: Console, provider: Provider) -> None:
    page = operator.client.get(reverse("admin:index")).content.decode()
    assert "Repository" in page
    assert "Activity per hour" not in page
