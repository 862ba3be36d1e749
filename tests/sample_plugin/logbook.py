"""A provider of a stranger: each line of a text file is an activity."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streams.models import Provider
from streams.providers.base import Batch, ProviderBackend, ProviderError
from streams.providers.config import ConfigForm, LineField
from streams.providers.payload import actor, thing

PAGE = 2


class LogbookForm(ConfigForm):
    path = LineField(help_text="The text file, such as /var/log/lighthouse.txt.")


class Logbook(ProviderBackend):
    key = "logbook"
    name = "Logbook"
    object_types = ("entry",)
    verbs = ("note",)
    config_form = LogbookForm

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        lines = self._lines(provider)
        for number in range(cursor.get("line", 0), len(lines), PAGE):
            page = lines[number : number + PAGE]
            documents = [_document(number + offset, line) for offset, line in enumerate(page)]
            yield Batch(documents, {"line": number + len(page)}, total=len(lines))

    def check(self, provider: Provider) -> str:
        return f"Reached the logbook: {len(self._lines(provider))} entries."

    def _lines(self, provider: Provider) -> list[str]:
        path = Path(self.config(provider)["path"])
        try:
            return path.read_text(errors="replace").splitlines()
        except OSError as error:
            raise ProviderError(f"{path} cannot be read: put a text file there, or change the path.") from error


def _document(number: int, line: str) -> dict[str, Any]:
    who, _, what = line.partition(": ")
    return {"id": str(number), "verb": "note", "actor": actor(who), "object": thing("entry", str(number), what)}
