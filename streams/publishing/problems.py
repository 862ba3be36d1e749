"""What is wrong with a document, all of it at once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One fault: the field by its path ("object.url"; "" for the document), a code for programs, a sentence for people."""

    field: str
    code: str
    message: str


class InvalidDocument(Exception):
    """A document that cannot be stored; `problems` has every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.message}" for problem in problems))
        self.problems = problems
