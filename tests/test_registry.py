from typing import Any

import pytest
from django.core.checks import run_checks

from streams import registry


def _ids() -> set[str]:
    return {message.id or "" for message in run_checks()}


def test_built_in_plugins_come_in_by_the_settings(settings: Any) -> None:
    assert list(registry.actions())[:3] == ["vote", "watch", "comment"]
    settings.STREAMS_ACTIONS = ["streams.actions.watch.Watch"]
    assert list(registry.actions()) == ["watch"]


def test_the_settings_as_they_are_pass_every_check() -> None:
    assert not {number for number in _ids() if number.startswith("streams.")}


def test_a_plugin_that_cannot_be_imported_is_named(settings: Any) -> None:
    settings.STREAMS_ACTIONS = ["streams.actions.nowhere.Nothing"]
    (error,) = [message for message in run_checks() if message.id == "streams.E002"]
    assert "streams.actions.nowhere.Nothing" in error.msg
    assert error.hint and "dotted path" in error.hint


def test_two_plugins_with_one_key_are_refused(settings: Any) -> None:
    settings.STREAMS_PROVIDERS = ["streams.providers.thirdparty.ThirdParty"] * 2
    assert "streams.E001" in _ids()


@pytest.mark.parametrize(
    ("setting", "value", "number"),
    [
        ("STREAMS_POLL_SECONDS", 0, "streams.E003"),
        ("STREAMS_PAGE_SIZE", "many", "streams.E004"),
        ("STREAMS_MAX_PAGE_SIZE", 10**6, "streams.E005"),
        ("STREAMS_MAX_TITLE_LENGTH", -1, "streams.E006"),
        ("STREAMS_MAX_CONTENT_LENGTH", 0, "streams.E007"),
        ("STREAMS_MAX_BATCH", 0, "streams.E008"),
        ("STREAMS_EMBED_TOKEN_SECONDS", 1, "streams.E009"),
        ("STREAMS_DELIVERY_DAYS", 0, "streams.E011"),
        ("STREAMS_ACTION_SECONDS", 0, "streams.E012"),
    ],
)
def test_a_setting_out_of_bounds_is_told_with_a_hint(settings: Any, setting: str, value: Any, number: str) -> None:
    setattr(settings, setting, value)
    (error,) = [message for message in run_checks() if message.id == number]
    assert setting in error.msg
    assert error.hint
