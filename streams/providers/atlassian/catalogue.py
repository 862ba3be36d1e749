"""What a server offers to filter by: its streams and its projects (`/config`, contract.md §2.6)."""

from __future__ import annotations

from dataclasses import dataclass

from streams.outbound import Outbound
from streams.providers import text
from streams.providers.payload import Payload

CONFIG = "rest/activity-stream/1.0/config"
GENERAL, PROJECT, EVERY_PROJECT = "streams", "key", "__all_projects__"
# More than that are nobody's choice in a form.
MOST_PROJECTS = 5000


@dataclass(frozen=True)
class Catalogue:
    """Streams and projects by key and as people call them."""

    streams: dict[str, str]
    projects: dict[str, str]


def catalogue(outbound: Outbound) -> Catalogue:
    filters = Payload(outbound.get(CONFIG).json()).parts("filters")
    streams = {one.text("key"): text.name(one.text("name")) for one in filters}
    options = [option for one in filters for option in one.parts("options") if option.text("key") == PROJECT]
    projects = dict(pair for option in options for pair in _values(option))
    return Catalogue(
        {key: name or key for key, name in streams.items() if key not in {"", GENERAL}},
        dict(list(projects.items())[:MOST_PROJECTS]),
    )


def _values(option: Payload) -> list[tuple[str, str]]:
    values = option.value("values")
    pairs = values.items() if isinstance(values, dict) else ()
    return [
        (key, text.name(str(label)) or key) for key, label in pairs if key != EVERY_PROJECT and text.name(key) == key
    ]
