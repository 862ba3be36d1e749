"""The contract's semantics of a filter written the slow and obvious way, to compare the fast one with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from streams.feed.grammar import Condition, Filter
from streams.models import Activity, Viewer
from streams.publishing.facets import searchable

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def matching(activities: Sequence[Activity], wanted: Filter, viewer: Viewer) -> list[Activity]:
    """What this viewer sees of them that matches, newest first."""
    found = [one for one in activities if one.audience_id in viewer.audience_ids and _passes(one, wanted, viewer)]
    return sorted(found, key=lambda one: (one.published, one.pk), reverse=True)


def _passes(activity: Activity, wanted: Filter, viewer: Viewer) -> bool:
    source = activity.kind.provider_key
    if wanted.providers is not None and source not in wanted.providers:
        return False
    asked = [one for one in wanted.conditions if one.source in {"streams", source}]
    return all(
        _option_passes(activity, option, [one for one in asked if one.option == option], viewer)
        for option in {one.option for one in asked}
    )


def _option_passes(activity: Activity, option: str, asked: list[Condition], viewer: Viewer) -> bool:
    if option == "update-date":
        return all(_date_passes(_milliseconds(activity), one) for one in asked)
    if option == "text":
        return all(_text_passes(activity, one) for one in asked)
    return _set_passes(SETS.get(option, _category)(activity, viewer), option, asked)


def _set_passes(values: set[str], option: str, asked: list[Condition]) -> bool:
    """The union of all IS minus all NOT (contract.md §2.3)."""
    fold = str.upper if option == "issue-key" else str
    wanted = {fold(value) for one in asked if one.operator == "IS" for value in one.values}
    never = {fold(value) for one in asked if one.operator == "NOT" for value in one.values}
    is_wanted = bool(values & (wanted - never)) or not any(one.operator == "IS" for one in asked)
    return is_wanted and not values & never


def _date_passes(moment: int, asked: Condition) -> bool:
    dates = [int(value) for value in asked.values]
    match asked.operator:
        case "BEFORE":
            return any(moment < date for date in dates)
        case "AFTER":
            return any(moment > date for date in dates)
    return any(start < moment < end for start, end in zip(dates[::2], dates[1::2], strict=True))


def _text_passes(activity: Activity, asked: Condition) -> bool:
    name = (activity.object or {}).get("title") or ""
    text = searchable(activity.title, activity.summary, activity.content, name)
    is_found = any(value.casefold() in text for value in asked.values)
    return is_found == (asked.operator == "CONTAINS")


def _milliseconds(activity: Activity) -> int:
    return int((activity.published - EPOCH).total_seconds() * 1_000_000 + 0.5) // 1000


def _application(activity: Activity, _: Viewer) -> set[str]:
    made = activity.application
    if made is None:
        return set()
    return {f"{made.generator_id}@{made.display_name}", made.generator_id, made.display_name}


def _category(activity: Activity, _: Viewer) -> set[str]:
    """What a source's own options choose among, too."""
    return set(activity.categories)


SETS: dict[str, Callable[[Activity, Viewer], set[str]]] = {
    "key": lambda activity, _: {activity.project_key} - {""},
    "issue-key": lambda activity, _: {activity.issue_key or ""} - {""},
    "user": lambda activity, _: {activity.actor_username} - {""},
    "category": _category,
    "bots": lambda activity, _: {"yes" if activity.is_bot else "no"},
    "mine": lambda activity, viewer: {"yes" if _is_mine(activity, viewer) else "no"},
    "activity": lambda activity, _: {f"{activity.kind.object_type}:{activity.kind.verb}"},
    "provider_name": _application,
}


def _is_mine(activity: Activity, viewer: Viewer) -> bool:
    user: Any = viewer.user
    return bool(user.is_authenticated and activity.actor_username == user.username)
