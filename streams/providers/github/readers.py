"""Which of GitHub's events are told, and why the others are not."""

from __future__ import annotations

from streams.providers.forge import builds, code, talk
from streams.providers.forge.event import Reader
from streams.providers.github import people, settings

READERS: dict[str, Reader] = {**talk.READERS, **code.READERS, **builds.READERS, **people.READERS, **settings.READERS}

TOLD_ELSEWHERE = "another event tells of it"
ABOUT_THE_APP = "about a GitHub app, not about work"
BOARDS = "a card moved on a board"
ABOUT_THE_SERVER = "about the server, not about work"
# What is no activity, and why.
SKIPPED = {
    "ping": "a ping: the address and the secret are right",
    "meta": "the webhook itself changed",
    "cache_sync": ABOUT_THE_SERVER,
    "check_run": "one check of many: its suite tells of it",
    "content_reference": "a link was written",
    "deployment": "a deployment began: its status tells how it ended",
    "deployment_protection_rule": "a deployment waits",
    "deployment_review": "a deployment waits",
    "enterprise": ABOUT_THE_SERVER,
    "github_app_authorization": ABOUT_THE_APP,
    "installation": ABOUT_THE_APP,
    "installation_repositories": ABOUT_THE_APP,
    "installation_target": ABOUT_THE_APP,
    "label": "bookkeeping of labels",
    "marketplace_purchase": "about money",
    "merge_group": "the merge queue at work",
    "org_block": "moderation",
    "project_card": BOARDS,
    "project_column": BOARDS,
    "projects_v2_item": BOARDS,
    "registry_package": TOLD_ELSEWHERE,
    "repository_dispatch": "a signal to workflows",
    "secret_scanning_alert_location": TOLD_ELSEWHERE,
    "security_advisory": "about software of the whole world",
    "sponsorship": "about money",
    "team_add": TOLD_ELSEWHERE,
    "user": ABOUT_THE_SERVER,
    "watch": TOLD_ELSEWHERE,
    "workflow_dispatch": "a workflow begins: its run tells how it ended",
    "workflow_job": "one job of many: its run tells of it",
}
