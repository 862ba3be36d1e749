"""What docs/publish.md says is true: its commands are run, their answers compared, its tables checked."""

import ast
import json
import re
import shlex
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from streams.conf import conf
from streams.models import AccessToken
from streams.publishing.document import CONTRACT_FIELDS, OUR_FIELDS
from streams.sanitizing import BLOCK_TAGS, INLINE_TAGS
from tests.conftest import Api

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "publish.md").read_text()
EXAMPLES = re.findall(r"```sh\n(.+?)```.*?```json\n(.+?)```", TEXT, re.DOTALL)


def run(command: str, token: str, activity: str) -> Any:
    """What curl does with such a command."""
    words = iter(shlex.split(command.replace("\\\n", " ").replace("$TOKEN", token).replace("$ACTIVITY", activity)))
    assert next(words) == "curl"
    url, body, headers, method = "", b"", {}, "post"
    for option in words:
        if not option.startswith("-"):
            url = option
            continue
        value = next(words)
        if option == "-X":
            method = value.lower()
        elif option == "-H":
            name, _, headers[name] = value.partition(": ")
        elif option == "-u":
            headers["Authorization"] = "Basic " + b64encode(value.encode()).decode()
        else:
            assert option in {"--data", "--data-binary"}
            body = value.encode()
    content_type = headers.pop("Content-Type")
    send = getattr(Api().client, method)
    return send(url.removeprefix("http://127.0.0.1:8000"), body, content_type=content_type, headers=headers)


def matches(shown: Any, actual: Any) -> bool:
    """Whether all that is shown is so; "…" is anything."""
    if shown == "…":
        return bool(actual)
    if isinstance(shown, dict):
        return all(name in actual and matches(value, actual[name]) for name, value in shown.items())
    if isinstance(shown, list):
        return len(shown) == len(actual) and all(map(matches, shown, actual))
    return bool(shown == actual)


def test_every_command_is_answered_as_shown(bob: User) -> None:
    """In their order: the second changes what the first posted."""
    _, token = AccessToken.issue(bob, "docs", ["publish"])
    assert len(EXAMPLES) == TEXT.count("```sh") == TEXT.count("```sh\ncurl ")
    activity = ""
    for command, answer in EXAMPLES:
        response = run(command, token, activity)
        activity = activity or response["Location"].removeprefix("http://testserver")
        assert matches(json.loads(answer), response.json()), (command, response.json())


@pytest.mark.parametrize("field", sorted(CONTRACT_FIELDS | OUR_FIELDS))
def test_every_field_is_explained(field: str) -> None:
    assert re.search(rf"^\|.*`{field}`.* \|", TEXT, re.MULTILINE)


def test_every_tag_is_named() -> None:
    assert f"`{' '.join(sorted(INLINE_TAGS))}`" in TEXT
    assert f"`{' '.join(sorted(BLOCK_TAGS - INLINE_TAGS))}`" in TEXT


def test_the_limits_are_right() -> None:
    assert f"{conf.max_title_length} visible" in TEXT
    assert f"{conf.max_content_length} visible" in TEXT
    assert f"at most {conf.max_batch} documents" in TEXT


def test_every_code_of_a_documents_problem_is_named() -> None:
    """A code is the second text of `problem(…)` and of `Problem(…)`."""
    calls = [
        node
        for path in (ROOT / "streams" / "publishing").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2].lower() == "problem"
    ]
    codes = {argument.value for call in calls for argument in call.args[1:2] if isinstance(argument, ast.Constant)}
    assert {code for code in codes if f"`{code}`" not in TEXT} == set()
    assert len(codes) > 10
