"""The least that any program would have to do for a page."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

LIMIT = 20


def raw_page(audiences: Collection[int]) -> bytes:
    """One query written by hand, on the driver itself, and the stored texts joined."""
    connection.ensure_connection()
    mark = "?" if connection.vendor == "sqlite" else "%s"
    marks = ",".join([mark] * len(audiences))
    query = (
        f"SELECT rendered FROM streams_activity WHERE audience_id IN ({marks}) "
        f"ORDER BY published DESC, id DESC LIMIT {LIMIT}"
    )
    rows = connection.connection.execute(query, list(audiences)).fetchall()
    return f'{{"items":[{",".join(row[0] for row in rows)}]}}'.encode()
