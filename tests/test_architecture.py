"""Imports point down, never up or sideways. The layers are the ones `docs/architecture.md` draws."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent

# From the composition root down to the leaves. A room imports only from rooms below its own line.
LAYERS: list[list[str]] = [
    ["streams.settings", "streams.urls", "streams.wsgi", "streams.asgi", "streams.celery"],
    ["streams.testing"],
    ["streams.management.commands"],
    ["streams.management"],
    ["streams.poller"],
    ["gadget", "streams.templatetags"],
    ["streams.admin", "streams.api", "streams.compat", "streams.hooks", "streams.probes"],
    ["streams.web"],
    [
        "streams.service",
        "streams.polling",
        "streams.performing",
        "streams.receiving",
        "streams.linking",
        "streams.retention",
    ],
    ["streams.feed", "streams.publishing"],
    ["streams.rendering", "streams.providers", "streams.actions"],
    ["streams.apps"],
    ["streams.accounts"],
    ["streams.models"],
    ["streams.checks"],
    ["streams.syndication"],
    [
        "streams.registry",
        "streams.memory",
        "streams.autolinks",
        "streams.vocabulary",
        "streams.outbound",
        "streams.xml",
        "streams.scripts",
        "streams.logs",
        "streams.icons",
        "streams.languages",
    ],
    ["streams.limits"],
    ["streams.sanitizing"],
    ["streams.conf"],
    ["streams.shell"],
]
LEVELS = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}


def room_of(module: str) -> str | None:
    """The longest room name that the module lies in."""
    inside = [room for room in LEVELS if module == room or module.startswith(f"{room}.")]
    return max(inside, key=len, default=None)


def modules() -> Iterator[tuple[str, Path]]:
    for package in ("streams", "gadget"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if not {"migrations", "node_modules", "frontend"} & set(parts):
                yield ".".join(parts).removesuffix(".__init__"), path


@cache
def imports(path: Path) -> list[str]:
    """What a file imports from us when it runs; what it only names for the type checker does not count."""
    return list(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def is_allowed(importer: str, imported: str) -> bool:
    here, there = room_of(importer), room_of(imported)
    if here is None or there is None or here == there:
        return True
    return LEVELS[here] < LEVELS[there]


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=lambda value: value if isinstance(value, str) else "")
def test_imports_point_down(module: str, path: Path) -> None:
    wrong = [name for name in imports(path) if name.startswith(("streams", "gadget")) and not is_allowed(module, name)]
    assert not wrong, f"{module} reaches up or sideways: {wrong}"


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_module_lives_in_a_room(module: str, path: Path) -> None:
    assert module in {"streams", "gadget"} or room_of(module), f"{module} is in no layer of {__name__}"


def test_plugins_are_named_only_in_settings() -> None:
    plugins = [path.rpartition(".")[0] for path in (*settings.STREAMS_PROVIDERS, *settings.STREAMS_ACTIONS)]
    users = [
        (module, plugin)
        for module, path in modules()
        for plugin in plugins
        if any(is_in(name, plugin) for name in imports(path)) and not is_in(module, plugin)
    ]
    assert users == []


def test_there_is_one_way_out() -> None:
    """Everything that asks another server does it through streams.outbound, within its limits."""
    clients = ["httpx", "httpcore", "requests", "urllib3", "aiohttp", "urllib.request", "http.client", "socket"]
    users = {
        (module, client)
        for module, path in modules()
        for client in clients
        if not is_in(module, "streams.outbound") and any(is_in(name, client) for name in imports(path))
    }
    # It asks whether a port of this machine is free, and whether its own server is up. The others are a server
    # for tests, and what fails a test that asks anybody else.
    own = {("streams.testing.web_server", "socket"), ("streams.testing.guards", "socket")}
    assert users == {("streams.management.serving", "socket")} | own


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        ("streams.api.views", "streams.feed.page.Feed", True),
        ("streams.models.activity", "streams.feed.page.Feed", False),
        ("streams.providers.git", "streams.actions.base", False),
        ("streams.api.views", "streams.compat.activities", False),
    ],
)
def test_the_rule_itself_tells_up_from_down(importer: str, imported: str, allowed: bool) -> None:
    assert is_allowed(importer, imported) is allowed
