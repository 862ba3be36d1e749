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


class InvalidDocument(Exception):  # noqa: N818
    """A document that cannot be stored; `problems` has every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems
