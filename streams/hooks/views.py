"""The door for webhooks: a request becomes an arrival, what became of it an answer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from rest_framework import exceptions
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from streams import receiving
from streams.models import Delivery
from streams.providers.signing import Arrival
from streams.web.json import OrjsonRenderer, TooLarge
from streams.web.parameters import slug_of


class Hook(APIView):
    """POST one delivery. Its signature says who sends it; no token is asked for, no cookie is looked at.

    An unknown source and a wrong signature are the same 404, as hidden and missing are everywhere else.
    """

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """Whatever `Accept` says: no sender reads the answer."""
        return OrjsonRenderer(), OrjsonRenderer.media_type

    def post(self, request: Request, key: str) -> Response:
        arrival = _arrival(request)
        try:
            taken = receiving.receive(slug_of(key), arrival)
        except receiving.NotAccepted as error:
            raise exceptions.NotFound(
                "No source of this name takes deliveries signed like this one: check the address and the secret."
            ) from error
        except receiving.Malformed as error:
            raise exceptions.ParseError(str(error)) from error
        return _answer(taken)


def _arrival(request: Request) -> Arrival:
    try:
        # As it came: the signature is over these bytes.
        body = request._request.body
    except RequestDataTooBig as error:
        raise TooLarge from error
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Arrival(headers, request.query_params.dict(), body)


def _answer(taken: receiving.Taken) -> Response:
    """202 for what is kept but could not be read: the sender did its part, and many give up on who answers errors."""
    delivery = taken.delivery
    said = {
        "outcome": delivery.outcome if taken.is_new else "duplicate",
        "activities": len(delivery.activities),
        "message": delivery.message,
    }
    return Response(said, status=202 if delivery.outcome == Delivery.Outcome.FAILED else 200)
