"""The catalogue of filters: order, values, and that it tells nobody what they may not see (contract.md §2.6)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from streams import service
from streams.models import Activity, Audience, Provider
from tests.conftest import Api
from tests.documents import GENERATOR, make_document

URL = "/rest/activity-stream/1.0/config"


def filters(api: Api, query: str = "") -> list[dict[str, Any]]:
    return api.get(f"{URL}?{query}").json()["filters"]


def option(source: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for one in source["options"] if one["key"] == key)


def test_the_keys_come_in_the_original_s_order(as_bob: Api, activity: Activity) -> None:
    (general, source) = filters(as_bob)
    assert list(source) == ["key", "name", "applinkName", "providerAliasOptionKey", "options"]
    assert list(general["options"][0]) == ["key", "name", "helpText", "type", "unique", "operators", "values"]
    assert (source["providerAliasOptionKey"], source["applinkName"]) == (None, "")


def test_sources_come_by_name_in_any_case_and_third_parties_last(as_bob: Api, bob: User, team: Audience) -> None:
    for key, name in (("thirdparty-x", "A"), ("zoo", "aardvark"), ("ant", "Zebra")):
        Provider.objects.create(key=key, backend="git", name=name, audience=team)
    service.post_all([make_document()], bob)
    assert [source["key"] for source in filters(as_bob)] == ["streams", "zoo", "ant", "thirdparty-x", "thirdparty"]


def test_activities_come_by_their_labels_and_projects_by_their_keys(as_bob: Api, make_activity: Any) -> None:
    for n, (project, kind, verb) in enumerate((("ZED", "page", "update"), ("ABC", "issue", "close"))):
        make_activity(id=str(n), project=project, verb=verb, object={"objectType": kind, "id": "x"})
    general, source = filters(as_bob)
    labels = list(option(source, "activity")["values"].values())
    assert labels == sorted(labels)
    assert option(source, "activity")["values"]["issue:close"] == "close issue"
    assert list(option(general, "key")["values"]) == ["ABC", "ZED"]


def test_who_reads_german_has_german_labels_in_their_order(as_bob: Api) -> None:
    (general,) = as_bob.get(URL, Accept_Language="de").json()["filters"]
    names = [one["name"] for one in general["options"]]
    assert names[0] == "Projekt" and names[1:] == sorted(names[1:], key=str.casefold)
    assert option(general, "bots")["values"] == {"yes": "Ja", "no": "Nein"}


def test_each_type_has_the_operators_of_the_contract(as_bob: Api, activity: Activity) -> None:
    expected = {
        **dict.fromkeys(("select", "list", "user"), ["is", "not"]),
        "string": ["contains", "does_not_contain"],
        "date": ["before", "after", "between"],
    }
    for source in filters(as_bob):
        for one in source["options"]:
            assert [operator["key"] for operator in one["operators"]] == expected[one["type"]]


def test_the_standard_options_have_the_contract_s_types(as_bob: Api) -> None:
    general = filters(as_bob)[0]
    types = {key: option(general, key)["type"] for key in ("key", "issue-key", "update-date", "user")}
    assert types == {"key": "select", "issue-key": "list", "update-date": "date", "user": "user"}
    assert all(one["unique"] is True for one in general["options"])


def test_each_application_is_a_source_of_its_own(as_bob: Api, bob: User) -> None:
    service.post_all([make_document()], bob)
    thirdparty = filters(as_bob)[-1]
    assert thirdparty["providerAliasOptionKey"] == "provider_name"
    name = f"{GENERATOR['id']}@{GENERATOR['displayName']}"
    assert option(thirdparty, "provider_name")["values"] == {name: GENERATOR["displayName"]}


def test_local_changes_nothing_as_there_are_no_other_servers(as_bob: Api, activity: Activity) -> None:
    assert filters(as_bob, "local=true") == filters(as_bob, "local=false") == filters(as_bob)


def test_eve_is_told_what_she_would_be_told_without_it(
    as_eve: Api, as_nobody: Api, bob: User, make_activity: Any, provider: Provider
) -> None:
    Provider.objects.filter(pk=provider.pk).update(enabled=False)
    before = as_eve.get(URL).content, as_nobody.get(URL).content
    make_activity(project="HIDDEN", verb="conceal", categories=["secret"])
    service.post_all([make_document()], bob)
    Activity.objects.update(audience=provider.audience)
    Provider.objects.filter(key="thirdparty").update(audience=provider.audience)
    assert (as_eve.get(URL).content, as_nobody.get(URL).content) == before
