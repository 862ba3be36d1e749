"""Runs of workflows and other builds, and where they were deployed to."""

from __future__ import annotations

from streams.providers import text
from streams.providers.base import Document, Skipped
from streams.providers.forge.event import Event, Fields, Reader
from streams.providers.payload import Payload, thing

OUTCOMES = {
    "success": "finish",
    "built": "finish",
    "neutral": "finish",
    "failure": "fail",
    "error": "fail",
    "errored": "fail",
    "timed_out": "fail",
    "startup_failure": "fail",
    "cancelled": "stop",
}


def workflow(event: Event) -> list[Document]:
    run = event.payload.part("workflow_run")
    verb = _verb(run.text("conclusion") if event.action == "completed" else "")
    title = f"{run.text('name', 'path') or event.payload.text('workflow.name')} #{run.text('run_number')}"
    key = f"{event.repo}/runs/{run.text('id')}"
    about = _job(key, title, run.address("html_url"), _headline(run))
    # A run that is tried again is another activity.
    attempt = f"{key}/{number}" if (number := run.text("run_attempt")) else ""
    at = run.moment("updated_at", "run_started_at", "created_at")
    return event.tell(verb, about, at=at, key=attempt, **_outcome(run, "conclusion"))


def suite(event: Event) -> list[Document]:
    """What other programs built: GitHub's own runs are workflows."""
    checks = event.payload.part("check_suite")
    if checks.text("app.slug") == "github-actions":
        raise Skipped("a run of a workflow tells of it")
    verb = _verb(checks.text("conclusion") if event.action == "completed" else "")
    sha = checks.text("head_sha")
    url = event.payload.address("repository.html_url")
    title = f"{checks.text('app.name') or 'checks'} on {sha[:10]}"
    about = _job(f"{event.repo}/suites/{checks.text('id')}", title, url and f"{url}/commit/{sha}", _headline(checks))
    return event.tell(verb, about, at=checks.moment("updated_at"), **_outcome(checks, "conclusion"))


def status(event: Event) -> list[Document]:
    payload = event.payload
    verb, sha = _verb(payload.text("state")), payload.text("sha")
    url = payload.address("target_url", "commit.html_url")
    about = _job(f"{event.repo}@{sha}/{payload.text('context')}", payload.text("context"), url)
    more: Fields = {"summary": text.summary(payload.text("description")), "categories": [payload.text("state")]}
    return event.tell(verb, about, at=payload.moment("updated_at", "created_at"), kind="status", **more)


def pages(event: Event) -> list[Document]:
    build = event.payload.part("build")
    verb, url = _verb(build.text("status")), event.payload.address("repository.html_url")
    about = _job(f"{event.repo}/pages/{event.payload.text('id')}", "GitHub Pages", url)
    more: Fields = {"summary": text.summary(build.text("error.message")), "categories": [build.text("status")]}
    return event.tell(verb, about, at=build.moment("updated_at", "created_at"), kind="page_build", **more)


def deployed(event: Event) -> list[Document]:
    """Where it came to an end: success or failure."""
    deployment, outcome = event.payload.part("deployment"), event.payload.part("deployment_status")
    state = outcome.text("state")
    verb, version, place = _verb(state), deployment.text("ref"), deployment.text("environment")
    version = version[:10] if version == deployment.text("sha") else version
    url = outcome.address("environment_url", "target_url", "log_url") or event.payload.address("repository.html_url")
    about = thing("deployment", f"{event.repo}/deployments/{deployment.text('id')}", version, url)
    more: Fields = {"summary": text.summary(outcome.text("description")), "categories": [state, place]}
    if verb == "fail":
        more["title"] = text.summary(f"Deployment of {version} to {place} failed")
    target = thing("environment", f"{event.repo}/{place}", place)
    return event.tell("deploy", about, at=outcome.moment("updated_at", "created_at"), target=target, **more)


READERS: dict[str, Reader] = {
    "workflow_run": workflow,
    "check_suite": suite,
    "status": status,
    "page_build": pages,
    "deployment_status": deployed,
}


def _verb(outcome: str) -> str:
    if outcome not in OUTCOMES:
        raise Skipped("a build that neither passed nor failed")
    return OUTCOMES[outcome]


def _job(key: str, title: str, url: str, about: str = "") -> dict[str, str]:
    return thing("job", key, title, url, about)


def _headline(run: Payload) -> str:
    return run.text("display_title", "head_commit.message").strip().partition("\n")[0]


def _outcome(run: Payload, name: str) -> Fields:
    return {"categories": [run.text(name).replace("_", " "), run.text("head_branch")]}
