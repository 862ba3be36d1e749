"""The parameters of addresses. Filters are written from their declarations in `feed/options.py`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from drf_spectacular.utils import OpenApiParameter

from streams.conf import conf
from streams.feed import options
from streams.feed.grammar import MAX_CONDITIONS, MAX_VALUES
from streams.feed.options import Option
from streams.web.formats import NAMES
from streams.web.schema.shapes import Schema, text

SLUG = "^[-a-zA-Z0-9_]+$"
VALUES = r"[^ \u0000]+( [^ \u0000]+)*"
DATE = "-?[0-9]{1,18}"


def query(name: str, schema: Schema, description: str, **more: object) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=description, **more)  # type: ignore[arg-type]


def in_path(name: str, description: str, **schema: object) -> OpenApiParameter:
    return OpenApiParameter(
        name, {"type": "string", **schema}, OpenApiParameter.PATH, required=True, description=description
    )


def limit(most: int, told: str) -> OpenApiParameter:
    return query("limit", {"type": "integer", "minimum": 1, "maximum": most}, f"How many activities. {told}")


LIMIT = limit(
    999_999_999,
    f"A page has {conf.page_size} when it is absent, and at most {conf.max_page_size}. CSV and JSON Lines have all "
    "there are when it is absent, and take any number.",
)
CURSOR = query(
    "cursor",
    {"type": "string", "pattern": "^[A-Za-z0-9_-]{22}$"},
    "Where a page starts. Never made up: it is part of the address in `next` and in the `Link` header. What has "
    "arrived since moves nothing.",
)
FORMAT = query(
    "format",
    {"type": "string", "enum": list(dict.fromkeys(NAMES))},
    "The form of the answer, before `Accept`. Absent: what `Accept` wants most, and JSON where it says nothing.",
)


def filters() -> list[OpenApiParameter]:
    """The filter language, as three parameters."""
    return [_everywhere(), _providers(), _by_source()]


def _everywhere() -> OpenApiParameter:
    told = (
        "A filter: an option, an operator and values, separated by single spaces; repeat the parameter for several. "
        "Several values: any of them. Several options: all of them. In a value write `_` for a space and `\\_` for an "
        f"underscore. At most {MAX_CONDITIONS} filters with {MAX_VALUES} values each.\n\n{_table(options.STANDARD)}\n\n"
        "Dates are milliseconds since 1970 in UTC, and not part of the range themselves."
    )
    one = text("One filter.", pattern=_pattern(options.STANDARD), examples=["user IS ana jun", "text CONTAINS import"])
    many = {"type": "array", "items": one, "maxItems": MAX_CONDITIONS}
    return query(options.EVERYWHERE, many, told, style="form", explode=True)


def _providers() -> OpenApiParameter:
    schema = {"type": "string", "pattern": f"^{VALUES}$", "examples": ["source thirdparty"]}
    told = f"Only these sources: their keys, separated by spaces, at most {MAX_VALUES}. Absent: all of them."
    return query("providers", schema, told)


def _by_source() -> OpenApiParameter:
    """Sources are rows, which no schema knows: any further parameter is the key of one."""
    of_source = (options.ACTIVITY, options.PROVIDER_NAME)
    told = (
        "No parameter of this name: a parameter that is called as a source is, such as "
        "`source=activity IS changeset:push`, is a filter of that source and leaves the others alone.\n\n"
        f"{_table(of_source)}\n\nA value of `activity` is `type:verb`, or `:verb` where there is no type; one of "
        "`provider_name` is `<generator id>@<name>`, or either of the two."
    )
    schema = {
        "type": "object",
        "additionalProperties": {"type": "string", "pattern": _pattern(of_source)},
        # What Swagger UI sends of it where nobody enters anything.
        "default": {},
    }
    return query("by_source", schema, told, style="form", explode=True)


def _table(known: Iterable[Option]) -> str:
    rows = [f"| `{one.key}` | {_operators(one.operators)} | {one.help}{_choice(one)} |" for one in known]
    return "\n".join(["| option | operators | values |", "|---|---|---|", *rows])


def _operators(names: Sequence[str]) -> str:
    return " ".join(f"`{name}`" for name in names)


def _choice(option: Option) -> str:
    return f" One of {', '.join(f'`{value}`' for value in option.values)}." if option.values else ""


def _pattern(known: Iterable[Option]) -> str:
    return f"^({'|'.join(_one_pattern(one) for one in known)})$"


def _one_pattern(option: Option) -> str:
    key = re.escape(option.key).replace(r"\-", "-")
    if option.type != "date":
        return f"{key} ({'|'.join(option.operators)}) {VALUES}"
    one, pair = f"{DATE}( {DATE})*", f"{DATE} {DATE}( {DATE} {DATE})*"
    singles = "|".join(name for name in option.operators if name != "BETWEEN")
    return f"{key} (({singles}) {one}|BETWEEN {pair})"


UID = in_path("uid", "The activity's public `id`.", format="uuid")
STREAM = in_path("slug", "The name of a saved stream in addresses.", pattern=SLUG)
SECRET = in_path("secret", "The secret of a feed link, `af_…`. Whoever has it can read.", pattern="^[^/]+$")
GADGET = in_path("slug", "The name of a gadget in addresses.", pattern=SLUG)
IN_FORM = in_path("format", "The form of the answer.", enum=list(dict.fromkeys(NAMES)))

IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    {"type": "string"},
    OpenApiParameter.HEADER,
    description="The ETag of the page that you have: 304 when it is still good.",
)
