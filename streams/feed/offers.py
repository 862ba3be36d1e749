"""What one viewer can do about each activity of a page: a constant number of queries, however long the page."""

from __future__ import annotations

import functools
import logging
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import orjson
from django.utils.translation import gettext_noop as _

from streams import registry
from streams.actions.base import Ended, InlineAction, Offer, Offered
from streams.actions.fields import offered_field
from streams.actions.sharing import one_page
from streams.feed import at_source
from streams.feed.inputs import input_schema
from streams.languages import current, told
from streams.memory import remembered
from streams.models import ActionHandler, Activity, Versions, Viewer

logger = logging.getLogger(__name__)
# The admin settles a new version when it changes one; this is for whoever writes to the table by hand.
HANDLERS_SECONDS = 60


def offers(activities: Sequence[Offered], viewer: Viewer, version: Versions) -> dict[int, str]:
    """The `actions` block of every activity as JSON text, by primary key, in order of weight."""
    blocks: dict[int, list[str]] = {activity.pk: [] for activity in activities}
    known, language = at_source.rels_by_source(version), current()
    with one_page(activities):
        for action, handler, words in _switched_on(viewer, version, language):
            on_offer = _where_it_applies(action, handler, activities)
            here, there = at_source.parted(action, on_offer, activities, known) if action.rels else (on_offer, [])
            made = _ask(action, here, viewer)
            if there:
                made |= at_source.offers_there(action, there, viewer)
            if not made:
                continue
            may_act = viewer.may_act(action.key)
            # Most activities of a page stand alike, and share one offer.
            texts: dict[int, str] = {}
            for pk, offer in made.items():
                text = texts.get(id(offer))
                if text is None:
                    text = texts[id(offer)] = _text(action, offer, words, may_act, language)
                blocks[pk].append(text)
    return {pk: f"[{','.join(block)}]" for pk, block in blocks.items()}


@functools.lru_cache(maxsize=2048)
def pressable(block: str) -> frozenset[str]:
    """The keys of the actions of one block that may be pressed."""
    return frozenset(offer["key"] for offer in orjson.loads(block) if offer["state"] != "disabled")


def applies(action: InlineAction, handler: ActionHandler | None, activity: Offered) -> bool:
    """Whether an action is meant for this type of object and this source."""
    types = (handler and handler.object_types) or action.object_types
    sources = handler.providers if handler else ()
    return (not types or activity.kind.object_type in types) and (not sources or activity.kind.provider_key in sources)


def _where_it_applies(
    action: InlineAction, handler: ActionHandler | None, activities: Sequence[Offered]
) -> Sequence[Offered]:
    if not action.object_types and (handler is None or not (handler.object_types or handler.providers)):
        return activities
    return [activity for activity in activities if applies(action, handler, activity)]


def find(key: str, viewer: Viewer) -> tuple[InlineAction, ActionHandler | None] | None:
    """A registered action that is not switched off, nor kept from this viewer."""
    action = registry.actions().get(key)
    handler = ActionHandler.objects.filter(key=key).first()
    if action is None or not is_for(handler, viewer):
        return None
    return action, handler


def rel_at_source(action: InlineAction, activity: Activity) -> str:
    """The rel by which the source of this activity does the action; "" where we do it ourselves."""
    return at_source.rel_of(action, activity) if action.rels else ""


def choices(action: InlineAction, activity: Activity, viewer: Viewer, rel: str) -> dict[str, str]:
    """What may be chosen about it now, where the action lets people choose."""
    if not offered_field(action.input):
        return {}
    if rel:
        return dict(at_source.choices_of(action, activity))
    offer = action.offer([activity], viewer).get(activity.pk)
    return dict(offer.choices) if offer else {}


def is_for(handler: ActionHandler | None, viewer: Viewer) -> bool:
    """Whether it is switched on, and not kept from this viewer."""
    if handler is None:
        return True
    return handler.enabled and (handler.audience_id is None or handler.audience_id in viewer.audience_ids)


def handlers(version: Versions) -> list[ActionHandler]:
    """Every row."""
    return remembered("handlers", version.settled, HANDLERS_SECONDS, lambda: list(ActionHandler.objects.all()))


class Words(NamedTuple):
    """How an action is shown: as an administrator has it, else as it is by itself."""

    weight: int
    label: str
    icon: str
    confirm: str


class _OnOffer(NamedTuple):
    action: InlineAction
    handler: ActionHandler | None
    # In the reader's language.
    words: Words


def _switched_on(viewer: Viewer, version: Versions, language: str) -> list[_OnOffer]:
    """What this viewer may be offered at all, in order of weight."""
    name = ("on offer", viewer.audience_ids, viewer.actions, language)
    return remembered(name, version.settled, HANDLERS_SECONDS, lambda: _look(viewer, version))


def _look(viewer: Viewer, version: Versions) -> list[_OnOffer]:
    rows = {handler.key: handler for handler in handlers(version)}
    pairs = [
        (action, rows.get(key))
        for key, action in registry.actions().items()
        if viewer.actions is None or key in viewer.actions
    ]
    known = [_OnOffer(*pair, _words(*pair)) for pair in pairs if is_for(pair[1], viewer)]
    return sorted(known, key=lambda one: one.words.weight)


def _words(action: InlineAction, handler: ActionHandler | None) -> Words:
    label, icon = _label(action, handler), (handler and handler.icon) or action.icon
    return Words(_weight(action, handler), label, icon, question(action, handler))


def _weight(action: InlineAction, handler: ActionHandler | None) -> int:
    return action.weight if handler is None or handler.weight is None else handler.weight


def question(action: InlineAction, handler: ActionHandler | None) -> str:
    """What is asked before it runs; "" for nothing. What begins or ends work elsewhere is never one press away."""
    own = told((handler and handler.confirm) or action.confirm)
    is_careless = action.tier == "consequential" and action.input is None
    return own or (is_it_meant(action, handler) if is_careless else "")


def is_it_meant(action: InlineAction, handler: ActionHandler | None) -> str:
    """A question for what has none of its own."""
    return told(_("{label}?")).format(label=_label(action, handler))


def _label(action: InlineAction, handler: ActionHandler | None) -> str:
    return told((handler and handler.label) or action.label)


def _ask(action: InlineAction, activities: Sequence[Offered], viewer: Viewer) -> dict[int, Offer]:
    """A stranger's action that fails costs its own buttons, never the page."""
    if not activities:
        return {}
    try:
        return action.offer(activities, viewer)
    except Exception:
        logger.exception("action %s could not make its offers", action.key)
        return {}


@functools.lru_cache(maxsize=2048)
def _text(action: InlineAction, offer: Offer, words: Words, may_act: bool, language: str) -> str:
    """Of words that are in this language, which is the reader's."""
    return orjson.dumps(_block(action, offer, words, may_act)).decode()


def _block(action: InlineAction, offer: Offer, words: Words, may_act: bool) -> dict[str, Any]:
    state, reason = offer.state, offer.reason
    if state == "available" and not may_act:
        state, reason = "disabled", _("Sign in to do this")
    return {
        "key": action.key,
        "label": told(offer.label or "") or words.label,
        "icon": words.icon,
        "state": state,
        "reason": told(reason),
        "count": offer.count,
        "confirm": words.confirm or None,
        "input": input_schema(action, offer.choices),
        "undo": action.can_undo if offer.undo is None else offer.undo,
        "weight": words.weight,
        "href": None,
        "ended": _ended(offer.ended) if offer.ended else None,
    }


def _ended(ended: Ended) -> dict[str, Any]:
    return asdict(ended) | {"input": orjson.Fragment(ended.input)}
