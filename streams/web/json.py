"""JSON in and out by orjson: fast, and strict about what it reads."""

import codecs
from collections.abc import Iterable
from itertools import islice
from typing import Any

import orjson
from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from streams.conf import conf
from streams.publishing import as2
from streams.publishing.lines import read_lines


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"

    def __init__(self) -> None:
        super().__init__(f"The body is larger than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE} bytes; send less at once.")


class OrjsonParser(BaseParser):
    """A body in UTF-8, no larger than DATA_UPLOAD_MAX_MEMORY_SIZE. A byte order mark is ignored (RFC 8259 §8.1)."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge
        if parser_context is not None:
            # As it came in, for who compares it with another one.
            parser_context["body"] = body
        return self.read(body)

    def read(self, body: bytes) -> Any:
        """Raises ParseError."""
        try:
            return orjson.loads(body.removeprefix(codecs.BOM_UTF8))
        except orjson.JSONDecodeError as error:
            raise ParseError(f"The body is not valid JSON in UTF-8: {error}.") from error


class As2Parser(OrjsonParser):
    """Activity Streams 2.0, whether or not the body says so itself."""

    media_type = "application/activity+json"

    def read(self, body: bytes) -> Any:
        document = super().read(body)
        return {"@context": as2.CONTEXT} | document if isinstance(document, dict) else document


class LinkedDataParser(As2Parser):
    """The other name of the same form."""

    media_type = "application/ld+json"


class MergePatchParser(OrjsonParser):
    media_type = "application/merge-patch+json"


class Lines(list[object]):
    """The documents of a body in lines, with the number of each one's line."""

    def __init__(self, numbered: Iterable[tuple[int, object]]) -> None:
        numbers, documents = zip(*numbered, strict=True) if (numbered := list(numbered)) else ((), ())
        super().__init__(documents)
        self.numbers: tuple[int, ...] = numbers


class JsonLinesParser(OrjsonParser):
    """A document a line. Of more than a batch may hold only so many are read that it is known."""

    media_type = "application/jsonl"

    def read(self, body: bytes) -> Lines:
        return Lines(islice(read_lines(body.split(b"\n")), conf.max_batch + 1))


class NdJsonParser(JsonLinesParser):
    """The other name of the same form."""

    media_type = "application/x-ndjson"


def body_of(request: Request) -> Any:
    """The parsed body; raises ParseError where there is none, which DRF takes for an empty form."""
    if not int(request.META.get("CONTENT_LENGTH") or 0):
        raise ParseError("The body is empty; send a JSON document.")
    return request.data


class OrjsonRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset: str | None = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=str)
