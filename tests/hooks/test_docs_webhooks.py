"""What docs/webhooks.md says is true."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from streams import registry
from streams.providers.base import Webhook
from streams.providers.mapping import FIELDS, Mapping
from streams.providers.signing import Signed, Token
from tests.hooks.conftest import SECRET, Sender

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "webhooks.md").read_text()
HOOKS = {key: backend.webhook for key, backend in registry.providers().items() if backend.webhook}


@pytest.mark.parametrize(("key", "webhook"), HOOKS.items(), ids=HOOKS)
def test_every_system_has_a_row_and_its_headers_are_named(key: str, webhook: Webhook) -> None:
    assert re.search(rf"^\| `{key}` \|", TEXT, re.MULTILINE)
    headers = [scheme.header for scheme in webhook.signing if isinstance(scheme, Signed | Token)]
    times = [scheme.timestamp for scheme in webhook.signing if isinstance(scheme, Signed) and scheme.timestamp]
    assert not [name for name in (*headers, *times) if name != "Authorization" and f"`{name}`" not in TEXT]


def test_every_link_to_a_section_leads_to_one() -> None:
    sections = {heading.lower().replace(" ", "-") for heading in re.findall(r"^## (.+)$", TEXT, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= sections


@pytest.mark.django_db
def test_the_command_is_taken_and_the_mapping_gives_what_is_shown(make_hook: Any, sender: Sender) -> None:
    (command,) = re.findall(r"```sh\n(.+?)```", TEXT, re.DOTALL)
    rows = [row for row in re.findall(r"^\| ([\w.]+) \| `([^`]+)` \| (.+) \|$", TEXT, re.MULTILINE) if row[0] in FIELDS]
    make_hook("webhook", key="deploys", fields={name: template for name, template, _ in rows})
    # What the shell makes of it: curl itself only says what it was given.
    script = f"curl() {{ printf '%s\\0' \"$@\"; }}\n{command}"
    environment = {"SECRET": SECRET, "PATH": "/usr/bin:/bin"}
    said = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, check=True).stdout.decode()
    url, *options = said.split("\0")[:-1]
    headers = dict(option.split(": ") for option in options if ": " in option and not option.startswith("{"))
    body = options[options.index("--data") + 1].encode()
    answer = sender.client.post(url.partition("8000")[2], body, content_type="application/json", headers=headers)
    assert answer.json()["outcome"] == "stored", answer.content
    (document,) = Mapping.of({"fields": {name: template for name, template, _ in rows}}).documents(
        {"app": {"name": "payments"}, "version": "4.2", "by": {"login": "ana"}}, "d1"
    ) or [{}]
    for name, _, becomes in rows:
        part, _, inner = name.rpartition(".")
        value = (document.get(part, {}) if part else document).get(inner)
        assert value == becomes or (value is None and becomes.startswith("nothing"))
