"""A provider of a stranger: each line of a text file is an activity."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streams.models import Provider
from streams.providers.base import Batch, ProviderBackend, ProviderError
from streams.providers.config import ConfigForm, LineField


class LogbookForm(ConfigForm):
    path = LineField(help_text="The text file, such as /var/log/lighthouse.txt.")


class Logbook(ProviderBackend):
    key = "logbook"
    name = "Logbook"
    object_types = ("entry",)
    verbs = ("note",)
    config_form = LogbookForm

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        path = Path(self.config(provider)["path"])
        if not path.exists():
            raise ProviderError(f"There is no file {path}; put one there or change the path.")
        lines = path.read_text().splitlines()
        for number in range(cursor.get("line", 0), len(lines), 2):
            pair = lines[number : number + 2]
            documents = [_document(number + offset, line) for offset, line in enumerate(pair)]
            yield Batch(documents, {"line": number + len(pair)}, total=len(lines))


def _document(number: int, line: str) -> dict[str, Any]:
    who, _, what = line.partition(": ")
    return {
        "id": str(number),
        "verb": "note",
        "actor": {"displayName": who},
        "object": {"objectType": "entry", "id": str(number), "displayName": what},
    }
