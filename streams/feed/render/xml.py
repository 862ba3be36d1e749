"""An XML writer for texts that strangers wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.xmlutils import SimplerXMLGenerator

from streams.feed.render import text


class XML(SimplerXMLGenerator):
    """Drops what XML cannot hold instead of failing: one bad character must not cost the page."""

    def element(self, name: str, content: str | None = None, /, **attributes: str) -> None:
        self.addQuickElement(name, content, attributes)

    @contextmanager
    def nested(self, name: str) -> Iterator[None]:
        self.startElement(name, {})
        yield
        self.endElement(name)

    def raw(self, xml: str) -> None:
        """What is XML already."""
        # The one method of the writer that escapes nothing.
        self.ignorableWhitespace(xml)

    def characters(self, content: str) -> None:
        super().characters(text.xml(content))

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        clean: Any = {key: text.xml(value) for key, value in attrs.items()}
        super().startElement(name, clean)
