"""Numbered system checks: what is wrong with a setting, and what to write instead."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from streams import registry
from streams.conf import conf
from streams.registry import Named

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
        *_check_plugins("STREAMS_PROVIDERS", "streams.E001", conf.providers, registry.PROVIDERS),
        *_check_plugins("STREAMS_ACTIONS", "streams.E002", conf.actions, registry.ACTIONS),
        *_check_bounds(),
        *_check_log_format(),
    ]


def _check_plugins(setting: str, number: str, paths: Sequence[str], group: str) -> Iterator[CheckMessage]:
    holders: dict[str, str] = {}
    for plugin in registry.named(paths, group if conf.discover_plugins else ""):
        place = f"The package {plugin.package}" if plugin.package else setting
        try:
            key = plugin.load().key or _without_key()
        except Exception as error:  # (a stranger's code)
            yield _unusable(plugin, place, number, error)
            continue
        if first := holders.get(key):
            yield Error(
                f"{place} names {plugin.path!r} with the key {key!r}, which {first} has already.",
                hint="Remove one of them, or give it another key.",
                id=number,
            )
        holders.setdefault(key, repr(plugin.path))


def _without_key() -> str:
    raise ValueError("it has no `key`")


def _unusable(plugin: Named, place: str, number: str, error: Exception) -> CheckMessage:
    hint = "Name a class by its dotted path, such as 'streams.providers.git.Git'; it needs a `key`."
    if plugin.package:
        hint = f"Mend or remove the package {plugin.package}, or set DISCOVER_PLUGINS=false."
    problem = f"{type(error).__name__}: {error}".rstrip(".")
    return Error(f"{place} names {plugin.path!r}, which cannot be used: {problem}.", hint=hint, id=number)


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


def _check_log_format() -> Iterator[CheckMessage]:
    if conf.log_format not in {"plain", "json"}:
        hint = "Set LOG_FORMAT to plain or json."
        yield Error(f"STREAMS_LOG_FORMAT is {conf.log_format!r}.", hint=hint, id="streams.E020")
