"""Posting by our own door: one document, a list, or JSON Lines. It translates and decides nothing."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from streams import service
from streams.conf import conf
from streams.feed.page import item
from streams.models import Activity, Viewer
from streams.publishing import as2
from streams.publishing.publish import Receipt
from streams.web.authentication import only_publishes, person_of, viewer_of
from streams.web.idempotency import once
from streams.web.json import Lines, body_of
from streams.web.parameters import BadParameter, only, refuse_unknown
from streams.web.problems import problem

# `"3"`, or with what else an answer told: `W/"3-5f0c…"`.
REVISION = re.compile(r'(?:W/)?"([0-9]{1,9})(?:-[0-9a-f]+)?"', re.ASCII)
OUTCOME_STATUS = {"created": 201, "updated": 200, "unchanged": 200, "refused": 400}


def post(request: Request) -> Response:
    """Store what was sent and answer what became of it; with `validate=true` only answer."""
    refuse_unknown(request, {"validate"})
    is_trial, body = _is_trial(request), body_of(request)
    if (batch := as2.collected(body)) is not None:
        body = batch
    if isinstance(body, list):
        if len(body) > conf.max_batch:
            return problem(400, "batch_too_large", f"A batch holds at most {conf.max_batch} documents.")
        respond = partial(_post_batch, request, body, is_trial)
    else:
        respond = partial(_post_one, request, body, is_trial)
    return respond() if is_trial else once(request, respond)


def revised(receipt: Receipt, viewer: Viewer) -> Response:
    """What became of a change."""
    if receipt.activity is None:
        return refusal(receipt)
    return shown(receipt.activity, viewer)


def shown(activity: Activity, viewer: Viewer | None, status: int = 200, **headers: str) -> Response:
    """The item as the stream shows it. The ETag begins with its revision: what `If-Match` compares."""
    return Response(item(activity, viewer), status=status, headers={"ETag": f'"{activity.revision}"', **headers})


def refusal(receipt: Receipt) -> Response:
    return problem(400, "invalid_document", "; ".join(map(str, receipt.problems)), receipt.problems)


def expected(request: Request) -> Collection[int] | None:
    """The revisions that `If-Match` allows; None for any.

    A GET's ETag is weak and tells of more than the activity, such as what viewers did: only its revision is compared.
    """
    etags = parse_etags(request.headers.get("If-Match", "*"))
    found = [REVISION.fullmatch(etag) for etag in etags]
    return None if "*" in etags else {int(match[1]) for match in found if match}


def _is_trial(request: Request) -> bool:
    value = only(request, "validate")
    if value not in {None, "true", "false"}:
        raise BadParameter("validate", "must be true or false")
    return value == "true"


def _post_one(request: Request, document: Any, is_trial: bool) -> Response:
    receipt = service.post_all([document], person_of(request), is_trial=is_trial)[0]
    if receipt.activity is None:
        return refusal(receipt)
    location = request.build_absolute_uri(reverse("activity", args=[receipt.activity.uid]))
    # A trial leads nowhere: what it would have stored is not there.
    headers = {} if is_trial else {"Location": location}
    viewer = None if only_publishes(request) else viewer_of(request)
    return shown(receipt.activity, viewer, OUTCOME_STATUS[receipt.outcome], **headers)


def _post_batch(request: Request, documents: list[Any], is_trial: bool) -> Response:
    """Each document has its own result: the good ones are stored, the bad ones named."""
    receipts = service.post_all(documents, person_of(request), is_trial=is_trial)
    results = [_result(index, receipt) for index, receipt in enumerate(receipts)]
    if isinstance(documents, Lines):
        results = [{"line": line, **result} for line, result in zip(documents.numbers, results, strict=True)]
    return Response({"results": results})


def _result(index: int, receipt: Receipt) -> dict[str, Any]:
    return {
        "index": index,
        "status": OUTCOME_STATUS[receipt.outcome],
        "outcome": receipt.outcome,
        "id": str(receipt.activity.uid) if receipt.activity else None,
        "errors": receipt.problems,
    }
