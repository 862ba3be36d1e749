"""Trigger a build: another one of what an activity tells of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from streams.models import Activity, Viewer
from streams.outbound import OutboundError
from streams.providers.base import Done, ProviderError
from streams.providers.buildbot.document import Build
from streams.providers.buildbot.reading import Reader
from streams.providers.buildbot.server import Server
from streams.providers.payload import Payload, identity

SOURCE = ("branch", "revision", "repository", "project")
# Results of a request that came to no build of its own.
SKIPPED = 3
# What is sent in any case.
KNOWN = {"username", "reason", "priority", *SOURCE}
_NO_BRACKETS = str.maketrans("", "", "<>\r\n")


def trigger(server: Server, config: Mapping[str, Any], activity: Activity, viewer: Viewer) -> Done:
    """The same builder, from the same source. Raises ProviderError."""
    builder, name = _builder_of(activity, server.builders())
    scheduler = _scheduler(server, config["scheduler"], name)
    number = ((activity.object or {}).get("id") or "").rpartition("#")[2]
    build = Build(server.build(builder, number), name)
    # Without the builder, every builder of the scheduler would build.
    asked = {"builderid": builder, **_asker(viewer), **{what: build.property(what) for what in SOURCE}}
    request = _forced(server, scheduler, asked).get(str(builder))
    if not isinstance(request, int):
        raise ProviderError(f"Buildbot began no build of {name}.", code="refused")
    return Done(f"Triggered a build of {name}", pending={"request": request, "builder": name})


def outcome(server: Server, config: Mapping[str, Any], pending: Mapping[str, Any]) -> Done | None:
    """None while it waits or runs. Raises ProviderError."""
    request = server.read(f"api/v2/buildrequests/{pending['request']}").parts("buildrequests")
    if not request or request[0].value("complete") is not True:
        return None
    builds = server.page(("buildrequestid", pending["request"]), ("order", "-buildid"))
    if builds:
        document = Reader(server, config).document(builds[0])
        ended = Build(builds[0], pending["builder"])
        return Done(f"Build {ended.number} of {ended.builder} {ended.ended}", [document])
    if request[0].value("results") == SKIPPED:
        return Done(f"Another build of {pending['builder']} was waiting: Buildbot made one of the two")
    raise ProviderError(f"The build of {pending['builder']} was cancelled before it began.", code="cancelled")


def _builder_of(activity: Activity, builders: Mapping[int, str]) -> tuple[int, str]:
    """By its name: Buildbot's ids follow no order, and are others after it was set up anew."""
    wanted = (activity.target or {}).get("id")
    found = [(id_, name) for id_, name in builders.items() if identity(name) == wanted]
    if not found:
        raise ProviderError("Buildbot no longer has this builder, or this source no longer follows it.", code="missing")
    return found[0]


def _scheduler(server: Server, name: str, builder: str) -> str:
    """Raises ProviderError when this force scheduler cannot build that: Buildbot would answer with a Python error."""
    scheduler = server.scheduler()
    if not name or builder not in scheduler.texts("builder_names"):
        raise ProviderError(f"No force scheduler for {builder} is configured for this source.", code="not_offered")
    needed = [field.text("fullName") for part in scheduler.parts("all_fields") for field in _needed(part)]
    if needed:
        raise ProviderError(f"Build it in Buildbot: it asks for {', '.join(needed)} as well.", code="not_offered")
    return name


def _needed(part: Payload) -> list[Payload]:
    """What must be entered and is empty unless somebody does; fields may lie inside others."""
    inner = [found for field in part.parts("fields") for found in _needed(field)]
    is_needed = part.value("required") is True and not part.text("default") and part.text("fullName") not in KNOWN
    return [*inner, part] if is_needed else inner


def _asker(viewer: Viewer) -> dict[str, str]:
    """Buildbot takes a name only with an e-mail address, to which it may write how the build ended."""
    name = viewer.user.get_full_name() or viewer.user.get_username()  # type: ignore[union-attr]
    email = getattr(viewer.user, "email", "")
    reason = {"reason": f"{name} asked for it on the activity stream"}
    return reason | ({"username": f"{name.translate(_NO_BRACKETS)} <{email}>"} if email else {})


def _forced(server: Server, scheduler: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """The build request of each builder, by the builder's id."""
    try:
        result = server.call(f"api/v2/forceschedulers/{quote(scheduler, safe='')}", "force", asked)
    except OutboundError as error:
        if error.code == "rejected":
            text = "Buildbot does not take this request: its force scheduler asks for more, or for something else."
            raise ProviderError(text, code="refused") from error
        raise
    is_told = isinstance(result, list) and len(result) == 2 and isinstance(result[1], dict)
    return result[1] if is_told else {}
