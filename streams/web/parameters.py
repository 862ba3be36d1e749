"""What a request's address says, read strictly."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.validators import slug_re
from django.http import HttpRequest
from rest_framework import exceptions

from streams.feed.grammar import InvalidFilter
from streams.publishing.problems import Problem


class BadParameter(exceptions.APIException):
    """A query parameter that this address does not take, or a value it does not take (400)."""

    status_code = 400
    default_code = "bad_parameter"

    def __init__(self, parameter: str, message: str) -> None:
        self.problems: Sequence[Problem] = [Problem(parameter, "bad_parameter", message)]
        super().__init__(str(self.problems[0]))


@dataclass(frozen=True)
class FilterProblem(Problem):
    """A fault in a filter: also where in the value of the parameter it begins, in characters; None for all of it."""

    position: int | None


class BadFilter(BadParameter):
    """A filter that means nothing, with every reason (400)."""

    def __init__(self, error: InvalidFilter) -> None:
        self.problems = [FilterProblem(one.parameter, one.code, one.message, one.position) for one in error.notices]
        exceptions.APIException.__init__(self, "; ".join(map(str, self.problems)))


def refuse_unknown(request: HttpRequest, known: Collection[str] = ()) -> None:
    """Raises BadParameter: a misspelt parameter that is ignored would be believed to work."""
    for parameter in request.GET:
        if parameter not in known:
            allowed = f"known are {', '.join(sorted(known))}" if known else "this address takes none"
            raise BadParameter(parameter, f"unknown parameter; {allowed}")


def only(request: HttpRequest, name: str) -> str | None:
    """The value of a parameter that is given once. Raises BadParameter: of several, all but one would go unnoticed."""
    values = request.GET.getlist(name)
    if len(values) > 1:
        raise BadParameter(name, "is given more than once")
    return values[0] if values else None


def uid_of(text: str) -> UUID:
    """The public id in an address; raises NotFound for what is none."""
    try:
        return UUID(text)
    except ValueError as error:
        raise exceptions.NotFound from error


def number_of(text: str) -> int:
    """The number in an address; raises NotFound for what is none, or too large for any database."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise exceptions.NotFound
    return int(text)


def slug_of(text: str) -> str:
    """The key in an address; raises NotFound for what can be none."""
    if not slug_re.fullmatch(text):
        raise exceptions.NotFound
    return text
