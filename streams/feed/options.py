"""What can be filtered by, and how: one declaration each, read by the grammar, the catalogue and every form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from streams.providers.base import FilterOption

# The source of filters that apply to every activity; any other source is a provider's key (contract.md §2.4).
EVERYWHERE = "streams"

SETS = ("IS", "NOT")
TEXTS = ("CONTAINS", "DOES_NOT_CONTAIN")
DATES = ("BEFORE", "AFTER", "BETWEEN")
# Operators and what a form calls them (contract.md §2.3).
OPERATORS = {
    "IS": "is",
    "NOT": "is not",
    "CONTAINS": "contains",
    "DOES_NOT_CONTAIN": "does not contain",
    "BEFORE": "is before",
    "AFTER": "is after",
    "BETWEEN": "is between",
}


@dataclass(frozen=True)
class Option:
    """One thing to filter by. `type` is what a form draws: "string", "list", "select", "user" or "date"."""

    key: str
    name: str
    type: str
    operators: tuple[str, ...]
    help: str = ""
    # Whether a form offers it once only; a query may repeat it all the same.
    unique: bool = True
    # The values to choose from, with their labels, where they are few and the same for everybody.
    values: Mapping[str, str] = field(default_factory=dict)


YES_NO = {"yes": "Yes", "no": "No"}

STANDARD = (
    Option("key", "Project", "select", SETS, "The project it happened in."),
    Option("bots", "Done by a bot", "select", SETS, "Whether a program did it rather than a person.", values=YES_NO),
    Option("category", "Category", "list", SETS, "Components, labels or states, separated by spaces."),
    Option("issue-key", "Issue key", "list", SETS, "Issue keys such as PAY-42, separated by spaces."),
    Option("mine", "Done by me", "select", SETS, "Whether you did it yourself.", values=YES_NO),
    Option("text", "Text", "string", TEXTS, "Words of the title, the summary, the content or the thing's name."),
    Option("update-date", "Date", "date", DATES, "When it happened."),
    Option("user", "Username", "user", SETS, "Usernames, separated by spaces."),
)
# Of every provider (contract.md §2.5), and of the one that programs post to.
ACTIVITY = Option("activity", "Activity", "select", SETS, "What was done to what.")
PROVIDER_NAME = Option("provider_name", "Application", "select", SETS, "The program that reported it.")


# Each source's own options by their keys, by the source's key.
Sources = Mapping[str, Mapping[str, Option]]

_EVERYWHERE = {option.key: option for option in STANDARD}
_OF_EVERY_SOURCE = {option.key: option for option in (ACTIVITY, PROVIDER_NAME)}


def known(source: str, sources: Sources) -> Mapping[str, Option]:
    """The options that may be named under this source, by key."""
    return _EVERYWHERE if source == EVERYWHERE else {**sources.get(source, {}), **_OF_EVERY_SOURCE}


def own(offered: FilterOption) -> Option:
    """A source's own option: a choice among its categories."""
    kind = "select" if offered.values else "list"
    return Option(offered.key, offered.name, kind, SETS, offered.help, values=offered.values)
