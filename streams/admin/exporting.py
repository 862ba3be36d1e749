"""A list as a file for a spreadsheet: what is filtered and selected, row by row, in bounded memory."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse

from streams.feed.render.csv import table


class ExportsCSV(admin.ModelAdmin):
    """`exported` are the names of its columns, which are fields of the model."""

    exported: tuple[str, ...] = ()
    actions = ["export"]

    @admin.action(description="Export as CSV", permissions=["view"])
    def export(self, request: HttpRequest, queryset: QuerySet) -> StreamingHttpResponse:
        rows = queryset.values_list(*self.exported).iterator(chunk_size=500)
        name = f"{self.model._meta.verbose_name_plural}.csv".replace(" ", "-")
        return StreamingHttpResponse(
            table(self.exported, map(_cells, rows)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
        )


def _cells(row: tuple[Any, ...]) -> list[str]:
    return ["" if value is None else str(value) for value in row]
