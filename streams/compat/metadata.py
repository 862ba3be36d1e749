"""What the original's gadget asks for beside the feed (contract.md §1.1, §2.6, §7.5 and §7.6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from streams import service
from streams.compat.feed import CompatibleView, first
from streams.compat.messages import message, translations
from streams.feed.catalogue import Source, catalogue
from streams.feed.options import OPERATORS, Option
from streams.languages import told
from streams.web.authentication import viewer_of
from streams.web.conditional import Conditional
from streams.web.json import OrjsonRenderer
from streams.web.problems import problem_response

ALL_PROJECTS = "__all_projects__"
MOST_ENTRIES = 100
# A look-up each.
MOST_KEYS = 100
ERROR = "gadget.activity.stream.error.pref."


class StreamsJson(OrjsonRenderer):
    media_type = "application/vnd.atl.streams+json"


class MetadataView(Conditional, CompatibleView):
    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        return StreamsJson(), StreamsJson.media_type

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        return problem_response


class Config(MetadataView):
    """What can be filtered by: an anonymous reader is shown what an anonymous reader may see."""

    def get(self, request: Request) -> Response:
        # As the original has them: what programs post comes last (contract.md §2.6).
        general, *sources = catalogue(viewer_of(request))
        ordered = sorted(sources, key=lambda source: (source.key.startswith("thirdparty"), source.name.casefold()))
        return Response({"filters": [_source(source) for source in (general, *ordered)]})


class Preferences(MetadataView):
    """How dates are shown, as Java patterns. UTC is +0000; the original's -0000 is a defect."""

    def get(self, request: Request) -> Response:
        formats = {"dateFormat": "dd/MMM/yyyy", "timeFormat": "HH:mm", "dateTimeFormat": "dd/MMM/yyyy HH:mm"}
        zone = timezone.localtime().strftime("%z")
        return Response({**formats, "timeZone": zone, "dateRelativize": True})


class Validate(MetadataView):
    """Whether a gadget may be saved with these preferences: an empty 200, or a 400 naming the fields."""

    def get(self, request: Request) -> Response | HttpResponse:
        errors = [*_title_errors(request), *_key_errors(request), *_number_errors(request)]
        return Response({"errors": errors}, status=400) if errors else HttpResponse(content_type=StreamsJson.media_type)


class Translation(Conditional, CompatibleView):
    def get(self, request: Request, key: str) -> HttpResponse:
        text = message(key, request.query_params.getlist("parameters"))
        return HttpResponse(text, content_type="text/plain; charset=utf-8")


class Translations(MetadataView):
    def get(self, request: Request, prefix: str) -> Response:
        return Response({"translations": translations(prefix)})


def _source(source: Source) -> dict[str, Any]:
    options = sorted(source.options, key=lambda option: (option.key != "key", told(option.name).casefold()))
    return {
        "key": source.key,
        "name": source.name,
        # All sources are ours: there are no application links.
        "applinkName": "",
        "providerAliasOptionKey": source.alias,
        "options": [_option(option) for option in options],
    }


def _option(option: Option) -> dict[str, Any]:
    return {
        "key": option.key,
        "name": told(option.name),
        "helpText": told(option.help) or None,
        "type": option.type,
        "unique": option.unique,
        "operators": [{"key": operator.lower(), "name": told(OPERATORS[operator])} for operator in option.operators],
        "values": {value: option.told(label) for value, label in option.values.items()},
    }


def _title_errors(request: Request) -> list[dict[str, Any]]:
    return [] if first(request, "title").strip() else [_error("title", "title")]


def _key_errors(request: Request) -> list[dict[str, Any]]:
    """Each key must be a project that this viewer sees something of. No key at all is no error: filters may do."""
    keys = {key.strip() for key in first(request, "keys").split(",") if key.strip()}
    is_valid = ALL_PROJECTS in keys or (len(keys) <= MOST_KEYS and keys <= service.projects(keys, viewer_of(request)))
    return [] if is_valid else [_error("keys", "keys")]


def _number_errors(request: Request) -> list[dict[str, Any]]:
    text = first(request, "numofentries").strip()
    if not text:
        return [_error("numofentries", "numofentries.required")]
    is_valid = text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST_ENTRIES
    return [] if is_valid else [_error("numofentries", "numofentries.number", "1", str(MOST_ENTRIES))]


def _error(field: str, key: str, *parameters: str) -> dict[str, Any]:
    return {"field": field, "error": f"{ERROR}{key}", "params": list(parameters)}
