"""Numbered system checks: what is wrong with a setting, and what to write instead."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from streams.conf import conf

# setting → (number, property of Conf, smallest, largest, unit)
BOUNDS = {
    "STREAMS_POLL_SECONDS": ("streams.E003", "poll_seconds", 1, 86_400, "seconds"),
    "STREAMS_PAGE_SIZE": ("streams.E004", "page_size", 1, 1000, "activities"),
    "STREAMS_MAX_PAGE_SIZE": ("streams.E005", "max_page_size", 1, 1000, "activities"),
    "STREAMS_MAX_TITLE_LENGTH": ("streams.E006", "max_title_length", 1, 10_000, "characters"),
    "STREAMS_MAX_CONTENT_LENGTH": ("streams.E007", "max_content_length", 1, 1_000_000, "characters"),
    "STREAMS_MAX_BATCH": ("streams.E008", "max_batch", 1, 10_000, "documents"),
    "STREAMS_EMBED_TOKEN_SECONDS": ("streams.E009", "embed_token_seconds", 30, 86_400, "seconds"),
    "STREAMS_POSTS_PER_MINUTE": ("streams.E010", "posts_per_minute", 0, 1_000_000, "requests"),
    "STREAMS_DELIVERY_DAYS": ("streams.E011", "delivery_days", 1, 3650, "days"),
    "STREAMS_ACTION_SECONDS": ("streams.E012", "action_seconds", 1, 60, "seconds"),
}


@register()
def check_settings(**kwargs: Any) -> list[CheckMessage]:
    """Every problem at once, in the order of the numbers."""
    return [
        *_check_plugins("STREAMS_PROVIDERS", "streams.E001", conf.providers),
        *_check_plugins("STREAMS_ACTIONS", "streams.E002", conf.actions),
        *_check_bounds(),
    ]


def _check_plugins(setting: str, number: str, paths: list[str]) -> Iterator[CheckMessage]:
    keys: set[str] = set()
    for path in paths:
        try:
            key = import_string(path).key
        except (ImportError, AttributeError) as error:
            yield Error(
                f"{setting} names {path!r}, which cannot be used: {error}.",
                hint="Name a class by its dotted path, such as 'streams.providers.git.Git'; it needs a `key`.",
                id=number,
            )
            continue
        if key in keys:
            yield Error(f"{setting} holds two plugins with the key {key!r}.", hint="Remove one of them.", id=number)
        keys.add(key)


def _check_bounds() -> Iterator[CheckMessage]:
    for setting, (number, name, smallest, largest, unit) in BOUNDS.items():
        hint = f"Set {setting} to a whole number of {unit} from {smallest} to {largest}."
        try:
            value = getattr(conf, name)
        except (TypeError, ValueError):
            yield Error(f"{setting} is not a whole number.", hint=hint, id=number)
            continue
        if not smallest <= value <= largest:
            yield Error(f"{setting} is {value}.", hint=hint, id=number)
