"""How to read what matches: index descents, and what is left to check on each entry that they pass."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from streams.memory import remembered
from streams.models import Kind, Versions

KINDS_SECONDS = 300


class KnownKind(NamedTuple):
    """A Kind as it is remembered: its table hardly ever grows, and a page joins nothing for it."""

    pk: int
    provider_key: str
    object_type: str
    verb: str

    @property
    def activity(self) -> str:
        return f"{self.object_type}:{self.verb}"


@dataclass
class Plan:
    """One descent for each audience and each value of `column`; `rest` is checked on the entries it passes.

    The entries of a descent are all visible to the viewer: nothing hidden is read, counted or waited for.
    """

    audiences: list[int]
    version: Versions
    # Whether those are all there are.
    sees_all: bool = False
    column: str = ""
    values: list[Any] = field(default_factory=list)
    # Half-open; None where nothing bounds it.
    since: datetime | None = None
    until: datetime | None = None
    rest: list[str] = field(default_factory=list)
    params: list[Any] = field(default_factory=list)
    # Columns that `rest` reads.
    columns: set[str] = field(default_factory=set)
    # What makes a check dear: the values that each text is searched for.
    needles: int = 0

    @property
    def branches(self) -> list[list[Any]]:
        """The values each descent starts with. Who sees all needs one for the newest, whosever they are."""
        leading = [[value] for value in self.values] if self.column else [[]]
        if self.is_whole:
            return leading
        return [[*value, audience] for audience in self.audiences for value in leading]

    @property
    def is_whole(self) -> bool:
        return self.sees_all and not self.column

    @property
    def identity(self) -> bytes:
        """Plans that are alike in this find the same, whoever drew them. Hashed, because a filter may be long."""
        leading = (self.audiences, self.sees_all, self.column, self.values, self.since, self.until)
        return sha256(repr((*leading, self.rest, self.params)).encode(errors="surrogatepass")).digest()

    @cached_property
    def kinds(self) -> Mapping[int, KnownKind]:
        return remembered("kinds", self.version.settled, KINDS_SECONDS, _read_kinds)

    def kind(self, pk: int) -> KnownKind:
        """Also one that was stored after the version was read."""
        if pk not in self.kinds:
            self.kinds = _read_kinds()
        return self.kinds[pk]

    def check(self, sql: str, params: Collection[Any], *columns: str) -> None:
        self.rest.append(sql)
        self.params += params
        self.columns.update(columns)


class Nothing(Exception):  # noqa: N818
    """No activity at all can match, whatever is stored."""


def _read_kinds() -> Mapping[int, KnownKind]:
    rows = Kind.objects.values_list("pk", "provider_key", "object_type", "verb")
    return {row[0]: KnownKind(*row) for row in rows}
