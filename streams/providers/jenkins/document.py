"""A build as activities: one when it starts and one when it ends, the same whether delivered or asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from streams.conf import conf
from streams.providers import text
from streams.providers.base import Document
from streams.providers.jenkins.server import place
from streams.providers.payload import Payload, actor, document, thing
from streams.providers.pushes import commit_lines

TRIGGER = "build-trigger"
OUTCOMES = {"SUCCESS": "finish", "FAILURE": "fail", "UNSTABLE": "fail", "ABORTED": "stop", "NOT_BUILT": "stop"}


def delivered(payload: Payload, verb: str, status: str, links: Mapping[str, str]) -> Document:
    """By the plugin. "Completed" and "finalized" are the same end of a build: one activity."""
    build = payload.part("build")
    told = {
        "summary": text.summary(", ".join(build.texts("scm.culprits"))),
        "content": text.content("\n".join(build.texts("scm.changes")[:20])),
        "categories": [status.lower(), build.text("scm.branch").removeprefix("origin/")],
        # The plugin tells when a build began, not when it ended.
        "published": build.moment("timestamp") if verb == "start" else "",
        "links": links,
    }
    display_name = payload.text("display_name", "name")
    return _document(job_of(payload), display_name, build, build.address("full_url"), verb, told)


def job_of(payload: Payload) -> str:
    """The plugin's name of a job lacks its folders, which are in its address: job/team/job/payments/."""
    name = payload.text("name")
    path = [unquote(part) for part in payload.text("url").strip("/").split("/")]
    is_path = len(path) % 2 == 0 and set(path[::2]) == {"job"} and path[-1] == name
    return "/".join(path[1::2]) if is_path else name


def trigger_link(config: Mapping[str, Any], job: str) -> dict[str, str]:
    """The page of its button, where there is an account that may press it."""
    return {TRIGGER: f"{config['address']}/{place(job)}/build"} if config["username"] else {}


def asked(job: str, display_name: str, build: Payload, links: Mapping[str, str]) -> Document | None:
    """As the API tells it; None for what is neither running nor over in a way that we know."""
    result = build.text("result")
    verb = "start" if build.value("building") is True else OUTCOMES.get(result, "")
    if not verb:
        return None
    started = build.number("timestamp")
    told = {
        "summary": text.summary(", ".join(one.text("fullName") for one in build.parts("culprits"))),
        "content": _content(build),
        "categories": [result.lower() if verb != "start" else "", _branch(build)],
        "published": started if verb == "start" else started + build.number("duration"),
        "links": links,
        "actor": _starter(build) if verb == "start" else None,
    }
    return _document(job, display_name, build, build.address("url"), verb, told)


def _document(job: str, name: str, build: Payload, url: str, verb: str, told: dict[str, Any]) -> Document:
    number = build.text("number")
    key = f"{job}#{number}"
    return document(
        "start" if verb == "start" else "end",
        # A job may be deleted and made again, so that its numbers begin anew.
        build.moment("timestamp"),
        key,
        **told | {"actor": told.get("actor") or actor("Jenkins", "jenkins", is_bot=True)},
        verb=verb,
        object=thing("job", key, f"build {number}", url),
        target=thing("job", job, name),
        url=url,
        project=job,
    )


def _starter(build: Payload) -> dict[str, Any] | None:
    """The person who started it, if it was one."""
    causes = [cause for action in build.parts("actions") for cause in action.parts("causes")]
    person = next((cause for cause in causes if cause.text("userId")), None)
    return actor(person.text("userName"), person.text("userId")) if person else None


def _branch(build: Payload) -> str:
    names = [action.text("lastBuiltRevision.branch[0].name") for action in build.parts("actions")]
    return next(filter(None, names), "").removeprefix("refs/remotes/").removeprefix("origin/")


def _content(build: Payload) -> str:
    """Why it ran, and the commits in it: of a pipeline there may be several sets."""
    causes = [cause.text("shortDescription") for action in build.parts("actions") for cause in action.parts("causes")]
    why = text.content("\n".join(dict.fromkeys(text.clipped(text.line(cause), 200) for cause in causes if cause)))
    sets = [*build.parts("changeSets"), build.part("changeSet")]
    commits = [_commit(item) for items in sets for item in items.parts("items")]
    return why + commit_lines(commits, conf.max_content_length - len(why))


def _commit(item: Payload) -> Payload:
    """In the words of the forges."""
    author = {"name": item.text("author.fullName")}
    return Payload({"id": item.text("commitId"), "message": item.text("msg"), "author": author})
