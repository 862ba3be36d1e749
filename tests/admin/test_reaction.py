from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from streams.models import ActionRun, Activity, Comment, Reaction
from tests.admin.conftest import Console


def test_deleting_a_comment_takes_it_off_the_stream(
    bob: User, activity: Activity, click: Any, as_bob: Any, console: Console
) -> None:
    click(bob, activity, "comment", text="Rude words")
    click(bob, activity, "comment", text="Kind words")
    console.delete("comment", Comment.objects.get(text="Rude words").pk)
    contents = [item["content_html"] for item in as_bob.items()]
    assert any("Kind words" in text for text in contents)
    assert not any("Rude words" in text for text in contents)


def test_so_does_deleting_several(bob: User, activity: Activity, click: Any, as_bob: Any, console: Console) -> None:
    for number in range(3):
        click(bob, activity, "comment", text=f"Rude words {number}")
    console.run("comment", "delete_selected", *Comment.objects.values_list("pk", flat=True), post="yes")
    assert [item["id"] for item in as_bob.items()] == [str(activity.uid)]


def test_the_audit_keeps_what_was_clicked(bob: User, activity: Activity, click: Any, console: Console) -> None:
    click(bob, activity, "comment", text="Rude words")
    console.delete("comment", Comment.objects.get().pk)
    assert ActionRun.objects.get().input == {"text": "Rude words"}


def test_a_comment_is_text_and_not_markup(bob: User, activity: Activity, click: Any, console: Console) -> None:
    click(bob, activity, "comment", text="<img src=x>")
    page = console.list("comment").content.decode() + console.open("comment", Comment.objects.get().pk).content.decode()
    assert "&lt;img src=x&gt;" in page
    assert "<img src=x>" not in page


def test_a_vote_can_be_deleted(bob: User, activity: Activity, click: Any, console: Console) -> None:
    click(bob, activity, "vote")
    console.delete("reaction", Reaction.objects.get().pk)
    assert not Reaction.objects.exists()


def test_many_comments_cost_as_many_queries_as_one(bob: User, activity: Activity, click: Any, console: Console) -> None:
    click(bob, activity, "comment", text="first")
    one = console.queries("comment")
    for number in range(19):
        click(bob, activity, "comment", text=f"{number}")
    assert console.queries("comment") == one
