"""Verbs and object types: as IRIs with the parents of verbs (contract.md §3), and in Activity Streams 2.0."""

from __future__ import annotations

STANDARD = "http://activitystrea.ms/schema/1.0/"
VERBS = "http://streams.atlassian.com/syndication/verbs/"
TYPES = "http://streams.atlassian.com/syndication/types/"

PERSON = f"{STANDARD}person"

_POST, _UPDATE, _LIKE = (f"{STANDARD}{key}" for key in ("post", "update", "like"))
_TRANSITION = f"{VERBS}jira/transition"
_ISSUE = {f"{VERBS}jira/{key}": _TRANSITION for key in ("reopen", "close", "open", "resolve", "start", "stop")}
_REVIEW = {
    f"{VERBS}crucible/{key}": _UPDATE
    for key in ("abandon", "close", "complete", "reopen", "start", "summarize", "uncomplete")
}
_PARENTS = {
    _POST: "",
    _UPDATE: "",
    _LIKE: "",
    _TRANSITION: _UPDATE,
    f"{VERBS}jira/vote": _LIKE,
    f"{VERBS}fisheye/push": _POST,
    **_ISSUE,
    **_REVIEW,
}

# Verb to activity type (https://www.w3.org/TR/activitystreams-vocabulary/#activity-types).
ACTIVITIES = {
    "post": "Create",
    "create": "Create",
    "like": "Like",
    "vote": "Like",
    "share": "Announce",
} | {
    name.lower(): name
    for name in (
        "Update", "Delete", "Add", "Remove", "Move", "Join", "Leave", "Follow", "Accept", "Reject", "Invite", "Offer",
        "Read", "View", "Listen", "Undo", "Flag", "Block", "Ignore", "Dislike", "Arrive", "Travel",
    )
}  # fmt: skip
OBJECTS = {
    "comment": "Note",
    "status": "Note",
    "note": "Note",
    "article": "Article",
    "page": "Page",
    "file": "Document",
    "person": "Person",
    "image": "Image",
    "video": "Video",
    "event": "Event",
}


def _by_key(*iris: str) -> dict[str, str]:
    return {iri.rsplit("/", 1)[-1]: iri for iri in iris}


# A review is closed by another verb than an issue is.
_ON_REVIEWS = _by_key(*_REVIEW)
_VERBS = _by_key(*_REVIEW, *(iri for iri in _PARENTS if iri not in _REVIEW))
_TYPES = {key: f"{STANDARD}{key}" for key in ("comment", "article", "file", "status", "person")} | {
    key: f"{TYPES}{key}" for key in ("issue", "page", "space", "mail", "personal-space", "changeset", "review", "job")
}


def verb_chain(verb: str, object_type: str | None) -> list[str]:
    """A verb and its parents, root first. What is neither known by name nor an IRI stays as it was given."""
    known = _ON_REVIEWS if type_key(object_type) == "review" else {}
    iri = known.get(verb) or _VERBS.get(verb, verb)
    chain = [iri]
    while parent := _PARENTS.get(chain[0]):
        chain.insert(0, parent)
    return chain


def verb_name(iri: str) -> str:
    """The simple name of a verb that is known by name; any other IRI stays."""
    return type_key(iri) if iri in _PARENTS else iri


def type_name(iri: str) -> str:
    """The simple name of an object type that is known by name; any other IRI stays."""
    return type_key(iri) if iri in _TYPES.values() else iri


def type_iri(object_type: str) -> str:
    """An object type as an IRI; a name that is not known stays as it was given."""
    return _TYPES.get(object_type, object_type)


def type_key(object_type: str | None) -> str:
    """What follows the last slash."""
    return (object_type or "").rsplit("/", 1)[-1]
