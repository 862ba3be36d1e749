"""What can be filtered by, and how: one declaration each, read by the grammar, the catalogue and every form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as _

from streams.languages import told
from streams.providers.base import FilterOption

# The source of filters that apply to every activity; any other source is a provider's key (contract.md §2.4).
EVERYWHERE = "streams"

SETS = ("IS", "NOT")
TEXTS = ("CONTAINS", "DOES_NOT_CONTAIN")
DATES = ("BEFORE", "AFTER", "BETWEEN")
# Operators and what a form calls them (contract.md §2.3).
OPERATORS = {
    "IS": _("is"),
    "NOT": _("is not"),
    "CONTAINS": _("contains"),
    "DOES_NOT_CONTAIN": _("does not contain"),
    "BEFORE": _("is before"),
    "AFTER": _("is after"),
    "BETWEEN": _("is between"),
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

    def told(self, label: str) -> str:
        """A label of its values in the reader's language; what people or projects are called has none."""
        return told(label) if self.values is YES_NO else label


YES_NO = {"yes": _("Yes"), "no": _("No")}

STANDARD = (
    Option("key", _("Project"), "select", SETS, _("The project it happened in.")),
    Option(
        "bots", _("Done by a bot"), "select", SETS, _("Whether a program did it rather than a person."), values=YES_NO
    ),
    Option("category", _("Category"), "list", SETS, _("Components, labels or states, separated by spaces.")),
    Option("issue-key", _("Issue key"), "list", SETS, _("Issue keys such as PAY-42, separated by spaces.")),
    Option("mine", _("Done by me"), "select", SETS, _("Whether you did it yourself."), values=YES_NO),
    Option("text", _("Text"), "string", TEXTS, _("Words of the title, the summary, the content or the thing's name.")),
    Option("update-date", _("Date"), "date", DATES, _("When it happened.")),
    Option("user", _("Username"), "user", SETS, _("Usernames, separated by spaces.")),
)
# Of every provider (contract.md §2.5), and of the one that programs post to.
ACTIVITY = Option("activity", _("Activity"), "select", SETS, _("What was done to what."))
PROVIDER_NAME = Option("provider_name", _("Application"), "select", SETS, _("The program that reported it."))


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
