"""The OpenAPI document: drf-spectacular, told what there is by our descriptions instead of by looking at views."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern
from django.utils.module_loading import import_string
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from rest_framework.views import APIView

from streams.conf import conf
from streams.web.schema import activity, forms, problems
from streams.web.schema.description import SECURITY, Describe, Description
from streams.web.schema.sharing import Shelf, share

SHARED = Description({}, {**activity.SCHEMAS, **forms.SCHEMAS, **problems.SCHEMAS})


def document() -> dict[str, Any]:
    """The whole document, the same for everybody."""
    return Generator().get_schema(public=True)


def descriptions() -> list[Description]:
    return [SHARED, *(import_string(path) for path in conf.descriptions)]


class Enumerator(EndpointEnumerator):
    """Finds the URL patterns that somebody describes, whatever kind of view is behind them."""

    def _get_api_endpoints(self, patterns: Any, prefix: str) -> list[tuple[str, str, str, Any]]:
        operations = {name: methods for one in descriptions() for name, methods in one.operations.items()}
        return [
            (self.get_path_from_regex(route), route, method.upper(), view)
            for route, name in _routes(self.patterns if patterns is None else patterns, prefix)
            if name in operations
            for view in [_stand_in(operations[name])]
            for method in operations[name]
        ]


class Generator(SchemaGenerator):
    endpoint_inspector_cls = Enumerator

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        made, shelf = super().get_schema(request, public), Shelf()
        paths = {
            path: {method: share(operation, shelf) for method, operation in methods.items()}
            for path, methods in made["paths"].items()
        }
        schemas = {name: schema for one in descriptions() for name, schema in one.schemas.items()}
        components = {"schemas": dict(sorted(schemas.items())), **shelf.kept, "securitySchemes": SECURITY}
        return made | {"paths": paths, "components": components}


def _routes(patterns: Any, prefix: str) -> Iterator[tuple[str, str | None]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.name
        else:
            yield from _routes(pattern.url_patterns, route)


def _stand_in(methods: Mapping[str, Describe]) -> Any:
    """A view for drf-spectacular to look at: it has these methods and their descriptions, and does nothing."""
    handlers = {method: describe(_handler()) for method, describe in methods.items()}
    return type("Described", (APIView,), {"schema": AutoSchema(), **handlers}).as_view()  # type: ignore[attr-defined]


def _handler() -> Any:
    def handler(view: APIView, request: Any) -> None:
        raise NotImplementedError

    return handler
