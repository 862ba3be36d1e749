"""CSV and JSON Lines: everything, however long."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError

from streams.feed.render.csv import COLUMNS, defused
from streams.models import Activity
from tests.conftest import Api
from tests.feeds import COMMENTED, EXPORTS, body, ids, rows

URL = "/api/v1/activities"


@pytest.mark.parametrize("form", EXPORTS)
def test_an_export_is_everything_in_batches(as_bob: Api, many: list[str], form: str) -> None:
    with patch("streams.web.pages.BATCH", 2):
        response = as_bob.get(f"{URL}.{form}")
        assert response.streaming
        assert ids(form, body(response)) == many


@pytest.mark.parametrize("form", EXPORTS)
def test_an_export_may_be_limited_beyond_a_page(as_bob: Api, many: list[str], settings: Any, form: str) -> None:
    settings.STREAMS_MAX_PAGE_SIZE = 2
    assert ids(form, body(as_bob.get(f"{URL}.{form}?limit=5"))) == many[:5]


@pytest.mark.parametrize("form", EXPORTS)
def test_a_batch_of_an_export_is_one_query(
    as_bob: Api, many: list[str], django_assert_max_num_queries: Any, form: str
) -> None:
    with patch("streams.web.pages.BATCH", 3), django_assert_max_num_queries(8):
        body(as_bob.get(f"{URL}.{form}"))


@pytest.mark.parametrize("form", EXPORTS)
def test_an_export_is_a_file(as_bob: Api, form: str) -> None:
    assert as_bob.get(f"{URL}.{form}")["Content-Disposition"] == f'attachment; filename="activities.{form}"'


@pytest.mark.parametrize("form", EXPORTS)
def test_what_cannot_be_read_is_no_file_that_breaks_off(as_bob: Api, activity: Activity, form: str) -> None:
    with patch("streams.feed.page.read", side_effect=OperationalError), pytest.raises(OperationalError):
        as_bob.get(f"{URL}.{form}")


def test_csv_has_a_column_for_everything(as_bob: Api, make_activity: Any) -> None:
    make_activity(**COMMENTED)
    (row,) = rows(body(as_bob.get(f"{URL}.csv")))
    assert list(row) == COLUMNS
    assert (row["actor"], row["verb"], row["target_title"], row["content"]) == (
        "Ana Ruiz",
        "post",
        "PAY-42",
        "Looks good",
    )


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\uff1d1",
        '=HYPERLINK("https://evil.example","x")',
    ],
)
def test_a_spreadsheet_never_runs_what_a_stranger_wrote(as_bob: Api, make_activity: Any, cell: str) -> None:
    assert defused(cell).replace("'", "") == cell
    assert defused(cell).startswith("'")
    make_activity(actor={"id": "x", "displayName": cell.strip() or "x"}, title=None)
    assert (
        not body(as_bob.get(f"{URL}.csv")).decode().splitlines()[1].split(",")[6].strip('"').startswith(("=", "+", "-"))
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("space", ["", " ", '"', '" "'])
@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r\n", ";\n;"])
def test_nor_does_one_that_separates_cells_otherwise(
    as_bob: Api, make_activity: Any, separator: str, space: str, delimiter: str
) -> None:
    """By semicolons, as in German, or by tabs; a line break then parts what stands in quotes, too."""
    make_activity(content=f"<pre>build{separator}{space}=HYPERLINK(A1);x</pre>")
    text = body(as_bob.get(f"{URL}.csv")).decode()
    cells = [cell for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in line]
    assert "HYPERLINK" in text
    assert [cell for cell in cells if cell.strip().startswith("=")] == []


def test_no_cell_falls_apart_where_both_commas_and_semicolons_part_them(as_bob: Api, make_activity: Any) -> None:
    make_activity(object={"id": "x", "displayName": "build;x"}, title=None)
    header, line = body(as_bob.get(f"{URL}.csv")).decode().splitlines()
    assert len(header.split('","')) == len(line.split('","')) == len(COLUMNS)
    assert '"build;x"' in line


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("build;=A1;x", "build;'=A1;x"), ("a; -1", "a; '-1"), ("a\n- one\n- two", "a\n'- one\n'- two")],
)
def test_the_apostrophe_stands_where_a_formula_would_begin(cell: str, shown: str) -> None:
    assert defused(cell) == shown


@pytest.mark.parametrize(
    "cell",
    [
        "", "Ana", "a=b", "3", "https://x.example/?a=1", "a;b", "a; b-c=d", "one\ntwo",
        pytest.param("a" + "\n" * 100_000, id="in no time"),
    ],
)  # fmt: skip
def test_other_texts_stay_as_they_are(cell: str) -> None:
    assert defused(cell) == cell


def test_json_lines_are_the_items_without_what_depends_on_the_viewer(as_bob: Api, activity: Activity) -> None:
    (item,) = as_bob.items()
    del item["actions"]
    assert json.loads(body(as_bob.get(f"{URL}.jsonl"))) == item
