"""Plugins by key: what the settings name, built-in ones by the same door as strangers', and what packages bring."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.module_loading import import_string

from streams.conf import conf

if TYPE_CHECKING:
    from streams.actions.base import InlineAction
    from streams.providers.base import ProviderBackend

PROVIDERS, ACTIONS = "activity_streams.providers", "activity_streams.actions"

logger = logging.getLogger(__name__)


class Named(NamedTuple):
    """A plugin that somebody names: where its class lies, and the package whose entry point says so, else ""."""

    path: str
    package: str = ""

    def load(self) -> Any:
        """An instance of it. A stranger's code may raise anything."""
        return import_string(self.path)()


def providers() -> dict[str, ProviderBackend]:
    """Every provider backend by its key: `STREAMS_PROVIDERS` in its order, then those of installed packages."""
    return _load(tuple(conf.providers), PROVIDERS if conf.discover_plugins else "")


def actions() -> dict[str, InlineAction]:
    """Every inline action by its key: `STREAMS_ACTIONS` in its order, then those of installed packages."""
    return _load(tuple(conf.actions), ACTIONS if conf.discover_plugins else "")


def named(paths: Sequence[str], group: str) -> list[Named]:
    """What the settings name, then the entry points of `group` ("" for none), by package and name."""
    found = entry_points(group=group) if group else ()
    brought = sorted((point.dist.name if point.dist else "", point.name, point) for point in found)
    by_packages = [Named(f"{point.module}.{point.attr}", package) for package, _, point in brought]
    return [*map(Named, paths), *(plugin for plugin in by_packages if plugin.path not in paths)]


@lru_cache(maxsize=8)
def _load(paths: tuple[str, ...], group: str) -> dict[str, Any]:
    """The first of a key counts; the system checks name the others."""
    plugins: dict[str, Any] = {}
    for plugin in _loaded(named(paths, group)):
        plugins.setdefault(plugin.key, plugin)
    return plugins


def _loaded(plugins: Sequence[Named]) -> Iterator[Any]:
    """A package that nobody named in the settings must not take the server down."""
    for plugin in plugins:
        try:
            loaded = plugin.load()
            _ = loaded.key
        except Exception:
            if not plugin.package:
                raise
            logger.exception("the entry point %s of the package %s cannot be used", plugin.path, plugin.package)
        else:
            yield loaded
