"""What is wrong with a document, all of it at once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One fault: the field by its path ("object.url"; "" is the whole), a code for programs, a sentence for people."""

    field: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


class Invalid(Exception):
    """What cannot be taken as it is; `problems` has every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


class InvalidDocument(Invalid):
    """A document that cannot be stored."""


class InvalidQuery(Invalid):
    """A query that cannot be answered; its problems name the fields of the query."""
