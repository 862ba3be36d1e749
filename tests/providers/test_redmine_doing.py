"""What goes back to Redmine: replies, watches and new statuses; and whom it lets in."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from streams import polling
from streams.models import Activity, Audience, Provider, Viewer
from streams.outbound import OutboundError
from streams.providers.base import Done, ProviderError
from streams.providers.payload import Payload
from streams.providers.redmine import Redmine as Backend
from tests.actions.test_perform import click, undo
from tests.conftest import Api
from tests.peers.following import provider_of, stored
from tests.peers.redmine import Redmine, source


@pytest.fixture
def issue(redmine: Redmine) -> int:
    return redmine.report("Gadget flickers")


@pytest.fixture
def polled(redmine: Redmine, issue: int, team: Audience) -> Provider:
    """A source with Ana's key."""
    return stored(source(redmine), team)


@pytest.fixture
def switching(redmine: Redmine, issue: int, team: Audience) -> Provider:
    """A source that acts as the person who clicks."""
    return stored(source(redmine, "admin", switch_user=True), team)


def of_issue(number: int) -> Activity:
    return Activity.objects.get(url__endswith=f"/issues/{number}")


def reply(provider: Provider, number: int, text: str, viewer: Viewer) -> Done:
    return Backend().reply(provider, of_issue(number), text, viewer)


def notes(redmine: Redmine, number: int) -> list[tuple[str, str]]:
    """Who said what, in the line ends that each Redmine keeps."""
    journals = redmine.issue(number)["journals"]
    return [(one["user"]["name"], one["notes"].replace("\r\n", "\n")) for one in journals]


def test_a_reply_lands_in_redmine(redmine: Redmine, issue: int, polled: Provider, viewer_bob: Viewer) -> None:
    done = reply(polled, issue, "In all of them?\r\n\r\nStrange.", viewer_bob)
    said = "Bob Berg on the activity stream:\n\nIn all of them?\n\nStrange."
    assert notes(redmine, issue) == [("Ana Ruiz", said)]
    (document,) = done.documents
    assert document["object"]["objectType"] == "comment"
    assert document["target"]["displayName"] == f"Bug #{issue}"


def test_from_the_stream_to_redmine_and_back(redmine: Redmine, issue: int, switching: Provider, as_bob: Api) -> None:
    assert click(as_bob, of_issue(issue), "comment", {"text": "In all of them?"}).status_code == 200
    assert notes(redmine, issue) == [("Bob Berg", "In all of them?")]
    assert "<p>In all of them?</p>" in [item["content_html"] for item in as_bob.items()]
    redmine.ask("DELETE", f"issues/{issue}/watchers/{redmine.id_of('bob')}.json", user="admin")
    assert click(as_bob, of_issue(issue), "watch").status_code == 200
    assert "Bob Berg" in redmine.watchers(issue)
    assert undo(as_bob, of_issue(issue), "watch").status_code == 200
    assert "Bob Berg" not in redmine.watchers(issue)


def test_a_reply_is_the_person_s_own_where_users_are_switched(
    redmine: Redmine, issue: int, switching: Provider, viewer_bob: Viewer
) -> None:
    reply(switching, issue, "In all of them?", viewer_bob)
    assert notes(redmine, issue) == [("Bob Berg", "In all of them?")]


def test_a_reply_on_a_comment_is_a_note_on_its_issue(
    redmine: Redmine, issue: int, polled: Provider, viewer_bob: Viewer
) -> None:
    redmine.change(issue, notes="Look")
    polling.poll(polled)
    comment = Activity.objects.get(content="<p>Look</p>")
    Backend().reply(polled, comment, "I do", viewer_bob)
    assert notes(redmine, issue)[-1] == ("Ana Ruiz", "Bob Berg on the activity stream:\n\nI do")


def test_the_next_poll_tells_the_same_activity(
    redmine: Redmine, issue: int, polled: Provider, viewer_bob: Viewer
) -> None:
    (document,) = reply(polled, issue, "Once", viewer_bob).documents
    polling.poll(polled)
    assert Activity.objects.filter(foreign_id=document["id"]).count() == 1


def test_who_is_no_user_of_redmine_is_told_so(redmine: Redmine, issue: int, switching: Provider, eve: User) -> None:
    for ask in (reply, lambda *_: watch(switching, issue, Viewer.of(eve))):
        with pytest.raises(ProviderError, match="Redmine has no active user eve") as failed:
            ask(switching, issue, "Let me in", Viewer.of(eve))
        assert failed.value.code == "unknown_user"
    assert notes(redmine, issue) == []


def test_redmine_s_own_permissions_count(redmine: Redmine, team: Audience, viewer_bob: Viewer) -> None:
    hidden = redmine.report("In the vault", project_id="vault")
    provider = stored(source(redmine, "admin", switch_user=True), team)
    for ask in (lambda: reply(provider, hidden, "Hello?", viewer_bob), lambda: watch(provider, hidden, viewer_bob)):
        with pytest.raises(ProviderError, match=f"shows no issue #{hidden} to this user") as failed:
            ask()
        assert failed.value.code == "missing"
    assert (notes(redmine, hidden), "Bob Berg" in redmine.watchers(hidden)) == ([], False)


def test_a_reply_that_was_dropped_is_no_success(
    issue: int, polled: Provider, viewer_bob: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Redmine answers 204 also for what it does not keep.
    monkeypatch.setattr("streams.providers.redmine.server.Server.add_note", lambda *_: None)
    with pytest.raises(ProviderError, match="took the note and did not keep it"):
        reply(polled, issue, "Lost", viewer_bob)


# Watching.


def watch(provider: Provider, number: int, viewer: Viewer, undo: dict[str, Any] | None = None) -> Done:
    return Backend().send(provider, of_issue(number), "watch", viewer, undo or {})


def test_who_watches_is_a_watcher_until_it_is_undone(
    redmine: Redmine, issue: int, switching: Provider, viewer_bob: Viewer
) -> None:
    done = watch(switching, issue, viewer_bob)
    assert ("Bob Berg" in redmine.watchers(issue), done.message) == (True, "You watch this in Redmine")
    undone = watch(switching, issue, viewer_bob, done.undo)
    assert ("Bob Berg" in redmine.watchers(issue), undone.message) == (False, "You no longer watch this in Redmine")


def test_a_watcher_that_was_dropped_is_no_success(
    issue: int, switching: Provider, viewer_bob: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.providers.redmine.doing._known", lambda *_: Payload({"id": 4711, "login": "bob"}))
    with pytest.raises(ProviderError, match="added no watcher"):
        watch(switching, issue, viewer_bob)


def test_watching_is_offered_only_where_users_are_switched(issue: int, polled: Provider, viewer_bob: Viewer) -> None:
    assert set(of_issue(issue).links) == {"reply-to"}
    with pytest.raises(ProviderError, match="cannot be done from here"):
        watch(polled, issue, viewer_bob)


def test_all_is_offered_where_users_are_switched(issue: int, switching: Provider) -> None:
    assert set(of_issue(issue).links) == {"reply-to", "watch", "transition"}


def test_nothing_is_said_about_a_page(redmine: Redmine, team: Audience, viewer_bob: Viewer) -> None:
    redmine.write("Silent", "No words.")
    provider = stored(source(redmine, projects=["demo"]), team)
    page = Activity.objects.get(url__endswith="/wiki/Silent")
    with pytest.raises(ProviderError, match="about no issue") as failed:
        Backend().reply(provider, page, "Hello", viewer_bob)
    assert (failed.value.code, page.links) == ("not_offered", {})


# Moving to another status.

IN_PROGRESS, RESOLVED, CLOSED, REJECTED = "2", "3", "5", "6"


def offered(as_bob: Api, number: int) -> list[str]:
    """The statuses in the form that Bob is offered on the issue itself."""
    (item,) = [item for item in as_bob.items() if item["url"].endswith(f"/issues/{number}")]
    (action,) = [action for action in item["actions"] if action["key"] == "transition"]
    return [option["title"] for option in action["input"]["properties"]["to"]["oneOf"]]


def status(redmine: Redmine, number: int) -> str:
    return str(redmine.issue(number)["status"]["name"])


def test_the_form_offers_the_statuses_that_the_issue_may_move_to(issue: int, switching: Provider, as_bob: Api) -> None:
    assert offered(as_bob, issue) == ["In Progress", "Resolved", "Feedback", "Closed", "Rejected"]


def test_what_is_chosen_is_its_status_in_redmine_and_on_the_stream(
    redmine: Redmine, issue: int, switching: Provider, as_bob: Api
) -> None:
    response = click(as_bob, of_issue(issue), "transition", {"to": IN_PROGRESS})
    assert (response.status_code, response.json()["message"]) == (200, f"Bug #{issue} is now In Progress")
    newest = as_bob.items()[0]
    assert (status(redmine, issue), newest["verb"]["key"], newest["actor"]["name"]) == (
        "In Progress", "start", "Bob Berg",
    )  # fmt: skip
    assert "In Progress" not in offered(as_bob, issue)


def test_an_older_activity_offers_what_counts_today(
    redmine: Redmine, issue: int, switching: Provider, as_bob: Api
) -> None:
    redmine.change(issue, "admin", status_id=int(RESOLVED))
    polling.poll(switching)
    assert offered(as_bob, issue) == ["New", "In Progress", "Feedback", "Closed", "Rejected"]


def test_what_the_workflow_forbids_this_person_is_said_with_what_it_allows(
    redmine: Redmine, issue: int, switching: Provider, as_bob: Api
) -> None:
    response = click(as_bob, of_issue(issue), "transition", {"to": REJECTED})
    assert (response.status_code, response.json()["code"]) == (409, "refused")
    assert response.json()["detail"] == (
        f"In Redmine you may move Bug #{issue} from New only to In Progress, Resolved, Feedback, Closed."
    )
    assert status(redmine, issue) == "New"


def test_where_the_workflow_ends_it_says_so(redmine: Redmine, issue: int, switching: Provider, as_bob: Api) -> None:
    redmine.change(issue, "admin", status_id=int(CLOSED))
    polling.poll(switching)
    response = click(as_bob, of_issue(issue), "transition", {"to": IN_PROGRESS})
    assert response.json()["detail"] == f"In Redmine you may move Bug #{issue} from Closed to no other status."


def test_a_status_that_was_not_offered_is_refused_at_its_field_and_nobody_is_asked(
    redmine: Redmine, issue: int, switching: Provider, as_bob: Api
) -> None:
    response = click(as_bob, of_issue(issue), "transition", {"to": "4711"})
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "to")
    assert status(redmine, issue) == "New"


def test_a_status_that_redmine_dropped_is_no_success(
    issue: int, switching: Provider, viewer_bob: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.providers.redmine.server.Server.move", lambda *_: None)
    with pytest.raises(ProviderError, match="kept the status"):
        Backend().choose(switching, of_issue(issue), "transition", IN_PROGRESS, viewer_bob)


def test_a_field_that_redmine_wants_first_is_entered_there(
    issue: int, switching: Provider, viewer_bob: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise OutboundError("Redmine does not take this request (422).", "rejected", 422)

    monkeypatch.setattr("streams.providers.redmine.server.Server.move", refuse)
    with pytest.raises(ProviderError, match="wants to know more for this: change the status there"):
        Backend().choose(switching, of_issue(issue), "transition", IN_PROGRESS, viewer_bob)


def test_a_redmine_that_is_too_old_to_tell_offers_none(
    redmine: Redmine, issue: int, team: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Payload.value
    monkeypatch.setattr(Payload, "value", lambda part, path: None if "allowed" in path else read(part, path))
    stored(source(redmine, "admin", switch_user=True), team)
    assert set(of_issue(issue).links) == {"reply-to", "watch"}


# Whom it lets in.


def test_checking_says_as_whom(redmine: Redmine) -> None:
    assert Backend().check(source(redmine)) == "Reached Redmine as Ana Ruiz: 2 projects."
    assert Backend().check(source(redmine, "bob")) == "Reached Redmine as Bob Berg: 1 project."
    assert Backend().check(source(redmine, projects=["demo"])) == "Reached Redmine as Ana Ruiz: 1 project."


def test_a_wrong_key_is_no_empty_project(redmine: Redmine, team: Audience) -> None:
    provider = provider_of("redmine", {"key": "hunter2"}, address=redmine.url)
    with pytest.raises(ProviderError) as failed:
        Backend().check(provider)
    assert (failed.value.code, "hunter2" in str(failed.value)) == ("unauthorized", False)
    provider.audience = team
    provider.save()
    polling.poll(provider)
    # What is public would have been answered.
    assert (provider.state(timezone.now()), Activity.objects.count()) == ("failing", 0)


def test_switching_users_wants_an_administrator_s_key(redmine: Redmine) -> None:
    with pytest.raises(ProviderError, match="enter the key of an administrator"):
        Backend().check(source(redmine, switch_user=True))
    assert "Redmine Admin" in Backend().check(source(redmine, "admin", switch_user=True))


@pytest.mark.parametrize(
    ("config", "secrets", "says"),
    [
        ({}, {"key": "abc"}, "Address: This field is required"),
        ({"address": "https://redmine.example.com"}, {}, "API key: This field is required"),
        ({"address": "redmine.example.com"}, {"key": "abc"}, "Write an address"),
        (
            {"address": "https://redmine.example.com", "project": "demo"},
            {"key": "abc"},
            "Unknown configuration project",
        ),
    ],
)
def test_wrong_configuration_says_what_to_write(config: dict[str, Any], secrets: dict[str, str], says: str) -> None:
    with pytest.raises(ProviderError, match=says):
        Backend().check(provider_of("redmine", secrets, **config))
