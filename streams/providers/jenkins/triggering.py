"""Trigger a build: the same job once more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streams.models import Activity
from streams.outbound import OutboundError
from streams.providers.base import Done, ProviderError
from streams.providers.jenkins.document import asked
from streams.providers.jenkins.server import Server, place
from streams.providers.payload import Payload

WAITING = 50


def trigger(server: Server, activity: Activity) -> Done:
    """With the parameters of the build that the activity tells of, where it had some. Raises ProviderError."""
    job, _, number = str((activity.object or {}).get("id") or "").rpartition("#")
    try:
        told = server.read(place(job), "buildable,displayName,property[parameterDefinitions[name]]")
    except OutboundError as error:
        if error.code != "missing":
            raise
        text = f"Jenkins has no job {job}: it was deleted or renamed, or the account may not see it."
        raise ProviderError(text, code=error.code) from error
    if told.value("buildable") is not True:
        raise ProviderError(f"{job} is switched off in Jenkins.", code="not_offered")
    names = {one.text("name") for part in told.parts("property") for one in part.parts("parameterDefinitions")}
    item = _queued(server, job, _parameters(server.build(job, number), names), bool(names))
    return Done(f"Triggered a build of {told.text('displayName') or job}", pending={"job": job, "item": item})


def outcome(server: Server, pending: Mapping[str, Any], links: Mapping[str, str]) -> Done | None:
    """None while it waits or runs. Raises ProviderError."""
    job, item = pending["job"], pending["item"]
    queued = server.queued(item)
    if queued.value("cancelled") is True:
        raise ProviderError(f"The build of {job} was cancelled before it began.", code="cancelled")
    if queued and not queued.part("executable"):
        return None
    build = server.build(job, queued.number("executable.number")) if queued else _of_item(server, job, item)
    if build.value("building") is True:
        return None
    name = server.read(place(job), "displayName").text("displayName") or job
    document = asked(job, name, build, links)
    if not document:
        raise ProviderError(f"Jenkins no longer knows what became of this build of {job}.", code="missing")
    return Done(f"Build {build.text('number')} of {name}: {build.text('result').lower()}", [document])


def _parameters(build: Payload, names: set[str]) -> dict[str, str]:
    """What Jenkins tells of them: of passwords no value, and then their defaults count."""
    told = [one for action in build.parts("actions") for one in action.parts("parameters")]
    values = {one.text("name"): one.value("value") for one in told if one.text("name") in names}
    flags = {name: str(value).lower() for name, value in values.items() if isinstance(value, bool)}
    return {name: str(value) for name, value in values.items() if isinstance(value, str | int | float)} | flags


def _queued(server: Server, job: str, parameters: Mapping[str, str], has_parameters: bool) -> int:
    """The number of what waits now. Jenkins refuses a plain build of a job with parameters (400)."""
    location = server.post(f"{place(job)}/{'buildWithParameters' if has_parameters else 'build'}", parameters)
    found = location.rstrip("/").rpartition("/queue/item/")[2]
    if not found.isdecimal():
        raise ProviderError(f"Jenkins took the request and did not say what became of it; look at {job} there.")
    return int(found)


def _of_item(server: Server, job: str, item: int) -> Payload:
    """The build of what the queue has forgotten."""
    builds = server.builds(job, 0, WAITING)
    return next((build for build in builds if build.number("queueId") == item), Payload({}))
