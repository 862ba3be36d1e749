"""The texts behind the original's message keys, in our own words."""

from __future__ import annotations

import re

MESSAGES = {
    "gadget.activity.stream.error.pref.title": "Give the stream a title.",
    "gadget.activity.stream.error.pref.keys": "There is no such project, or you may not see it.",
    "gadget.activity.stream.error.pref.numofentries.required": "Say how many items to show.",
    "gadget.activity.stream.error.pref.numofentries.number": "Show between {0} and {1} items.",
    "streams.comment.action.comment.deleted.or.denied": "This is gone, or you may not see it.",
    "streams.comment.action.unauthorized": "Sign in to comment.",
    "streams.comment.action.forbidden": "You may not comment here.",
    "streams.comment.action.conflict": "This changed meanwhile. Reload and try again.",
    "streams.comment.action.remote.error": "The other server did not take the comment.",
    "streams.comment.action.unknown.error": "The comment could not be stored.",
}


def message(key: str, parameters: list[str]) -> str:
    """The text of a key with `{0}` and so on filled in; the key itself where it has none, as the original answers."""

    def parameter(match: re.Match[str]) -> str:
        number = int(match[1])
        return parameters[number] if number < len(parameters) else match[0]

    return re.sub(r"\{(\d)\}", parameter, MESSAGES.get(key, key))


def translations(prefix: str) -> dict[str, str]:
    return {key: text for key, text in MESSAGES.items() if key.startswith(prefix)}
