"""The page of each forge names its fields, what can be done, its filters and its pace."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from streams import registry

DOCS = Path(__file__).resolve().parents[2] / "docs"
FORGES = ["github", "gitlab", "gitea", "bitbucket"]
every_forge = pytest.mark.parametrize("key", FORGES)


def page(key: str) -> str:
    return (DOCS / "providers" / f"{key}.md").read_text()


def section(key: str, heading: str) -> str:
    return page(key).partition(f"## {heading}\n")[2].partition("\n## ")[0]


@every_forge
def test_every_field_of_the_form_has_a_row(key: str) -> None:
    form = registry.providers()[key].config_form()
    rows = re.findall(r"^\| ([^|]+?) \|", section(key, "Configuration"), re.MULTILINE)
    assert set(rows) - {"field"} - {"---"} >= {str(field.label) for field in form.fields.values()}


@every_forge
def test_everything_that_can_be_done_is_in_the_table_and_nothing_else(key: str) -> None:
    rows = re.findall(r"^\|[^|]*\| (`[^|]+`) \|", section(key, "What can be done from here"), re.MULTILINE)
    assert {rel for row in rows for rel in re.findall(r"`([^`]+)`", row)} == set(registry.providers()[key].rels)


@every_forge
def test_every_filter_is_named_with_its_values(key: str) -> None:
    said = section(key, "Filters")
    for option in registry.providers()[key].filter_options:
        assert f"`{option.key}`" in said
        assert not [value for value in option.values if value not in said]


@every_forge
def test_it_says_how_often_it_asks(key: str) -> None:
    assert f"Every {registry.providers()[key].poll_seconds} seconds" in page(key)


@every_forge
def test_webhooks_and_the_page_lead_to_each_other(key: str) -> None:
    assert f"providers/{key}.md" in (DOCS / "webhooks.md").read_text()
    assert "../webhooks.md#" in page(key)
