"""The activity and the action that an address stands for, as the original's clients name them (contract.md §6.5)."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from streams import registry
from streams.models import Activity, Viewer
from streams.models.activity import rel_key

# What a client does not say which activity it means, is looked for among so many of the newest.
NEWEST = 500


class Aim(NamedTuple):
    uid: UUID
    # The key of an inline action.
    action: str


def by_link(url: str, viewer: Viewer, uid: UUID | None = None) -> Aim | None:
    """The activity that carries this very address, of those that the viewer may see, and the action of its rel.

    None for any other address: nothing that a client names is ever asked.
    """
    rows = Activity.objects.visible_to(viewer)
    rows = rows.filter(uid=uid) if uid else rows.newest_first()[:NEWEST]
    for found, links in rows.values_list("uid", "links"):
        for rel, href in links.items():
            if href == url and (action := action_of(rel_key(rel))):
                return Aim(found, action)
    return None


def by_issue(key: str, viewer: Viewer) -> UUID | None:
    """The newest activity of an issue that the viewer may see; the newest on it, such as a comment, where none is."""
    if "\0" in key:
        # No database takes one.
        return None
    about = (
        Activity.objects.visible_to(viewer).filter(issue_key=key.upper()).newest_first().values_list("uid", flat=True)
    )
    return about.filter(kind__object_type="issue").first() or about.first()


def action_of(rel: str) -> str | None:
    """The key of the action that acts on links of this rel."""
    return next((key for key, action in registry.actions().items() if rel in action.rels), None)
