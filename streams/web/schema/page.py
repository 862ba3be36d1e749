"""What every address that serves a page has in common. It does not ask the view, which need not be one of DRF's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from streams.web.schema import headers, parameters, problems
from streams.web.schema.description import ANYBODY, Describe
from streams.web.schema.forms import BODIES, MEDIA_TYPES

HOW_TO_READ = (
    "Older activities: follow `next` until it is null. News: ask the same address again, with `If-None-Match`, no "
    "sooner than `X-Poll-Interval` seconds later; 304 means that nothing you could notice has changed."
)
ASKED = [parameters.CURSOR, *parameters.filters(), parameters.IF_NONE_MATCH]


def page(
    operation_id: str,
    summary: str,
    own: Sequence[OpenApiParameter] = (),
    *,
    description: str = "",
    limit: OpenApiParameter = parameters.LIMIT,
    forms: Sequence[str] = tuple(BODIES),
    by_suffix: bool = False,
    auth: Sequence[Any] = ANYBODY,
    own_headers: Sequence[OpenApiParameter] = (),
    fails: Sequence[int] = problems.READING,
    tag: str = "Read",
) -> Describe:
    """GET of a page; `own` are the parameters of the path. `by_suffix`: the address ends with the form."""
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        description=f"{description}\n\n{HOW_TO_READ}".strip(),
        tags=[tag],
        auth=list(auth),
        parameters=[*own, *_chosen(forms, by_suffix), limit, *ASKED, *_answered(forms), *own_headers],
        responses=_responses(forms, fails),
    )


def _chosen(forms: Sequence[str], by_suffix: bool) -> list[OpenApiParameter]:
    """How the form is chosen, where there are several."""
    if by_suffix:
        return [parameters.IN_FORM]
    return [parameters.FORMAT] if len(forms) > 1 else []


def _answered(forms: Sequence[str]) -> list[OpenApiParameter]:
    exported = [headers.DISPOSITION] if "csv" in forms else []
    return [*headers.PAGES, headers.LINK, *exported, *headers.ALWAYS]


def _responses(forms: Sequence[str], fails: Sequence[int]) -> dict[Any, Any]:
    told = OpenApiResponse(description="Your copy is still good. There is no body.")
    bodies = {(200, MEDIA_TYPES[name]): OpenApiResponse(BODIES[name], "The page.") for name in forms}
    return {**bodies, 304: told, **problems.problems(*fails)}
