"""Plugins by key. They are named only in settings: built-in ones come in by the same door as strangers'."""

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

from streams.conf import conf

if TYPE_CHECKING:
    from streams.actions.base import InlineAction
    from streams.providers.base import ProviderBackend


def providers() -> dict[str, "ProviderBackend"]:
    """Every provider backend by its key, in the order of `STREAMS_PROVIDERS`."""
    return _load(tuple(conf.providers))


def actions() -> dict[str, "InlineAction"]:
    """Every inline action by its key, in the order of `STREAMS_ACTIONS`."""
    return _load(tuple(conf.actions))


@lru_cache(maxsize=8)
def _load(paths: tuple[str, ...]) -> dict:
    plugins = [import_string(path)() for path in paths]
    return {plugin.key: plugin for plugin in plugins}
