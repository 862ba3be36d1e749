"""A forge: it delivers, and where repositories are named it is also asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, NoReturn

from streams.models import Activity, Delivery, Provider, Viewer
from streams.outbound import Outbound, OutboundError
from streams.providers.base import Batch, Document, Done, Entity, ProviderBackend, ProviderError
from streams.providers.forge.config import ForgeForm
from streams.providers.forge.finding import Shape, find
from streams.providers.forge.past import Listing, lists
from streams.providers.forge.place import ITS_OWN, Place, in_turn
from streams.providers.remote import client, signed
from streams.providers.told import as_told, untold

# What a button does: it is given the address of the activity's link and what an earlier press left to undo.
Doing = Callable[[Outbound, str, dict[str, Any]], Done]


class Forge(ProviderBackend):
    """Everything but the words of one forge: subclasses say where, who asks, and how its log is read."""

    config_form: type[ForgeForm] = ForgeForm
    poll_seconds = 60
    # What `send` does, by rel.
    doings: ClassVar[Mapping[str, Doing]] = {}
    # What its things are called, and what a full name looks like.
    shapes: Sequence[Shape] = ()
    repository: str = ""

    # What a subclass says.

    def headers(self, config: dict[str, Any]) -> dict[str, str]:
        """What proves to the server who asks."""
        raise NotImplementedError

    def web(self, url: str) -> str:
        """Where the pages are whose API is at `url`."""
        raise NotImplementedError

    def read(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        """What a delivery tells of; as `receive`."""
        raise NotImplementedError

    def news(self, place: Place, cursor: dict[str, Any]) -> Iterator[Batch]:
        """What is new in one repository, by a cursor of its own; as `fetch`."""
        raise NotImplementedError

    def listings(self, place: Place) -> list[Listing]:
        """The lists of what happened in one repository before."""
        raise NotImplementedError

    def owned(self, api: Outbound, owner: str) -> Iterable[str]:
        """The full names of the repositories of a user, an organization, a group or a workspace."""
        raise NotImplementedError

    def links(self, document: Document, url: str) -> dict[str, str]:
        """What can be done about it, as addresses of the API at `url`, by rel."""
        raise NotImplementedError

    def whoami(self, api: Outbound) -> str:
        """Whose token it is."""
        raise NotImplementedError

    def answered(self, api: Outbound, where: str, text: str) -> list[Document]:
        """Post a reply, and tell of it."""
        raise NotImplementedError

    # What follows from it.

    def is_asked(self, provider: Provider) -> bool:
        config = provider.config
        return isinstance(config, dict) and bool(config.get("repositories") or config.get("owners"))

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        """The cursor has one of each repository (`in_turn`)."""
        yield from self._batches(provider, cursor, self.news)

    def history(self, provider: Provider, cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        yield from self._batches(provider, cursor, lambda place, at: lists(place, self.listings(place), at, since))

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        documents = self.read(provider, delivery)
        if not self.is_asked(provider):
            return documents
        return as_told(provider, self._linked(provider, documents), delivery.received)

    def keys(self, provider: Provider) -> Mapping[str, str]:
        if not self.is_asked(provider):
            return {}
        config = self.config(provider)
        with self.api(config) as api:
            return {name: name for name in self._names(api, config)}

    def entity(self, provider: Provider, address: str) -> Entity | None:
        url = self._url(provider)
        return find(self.shapes, self.repository, self.web(url), provider.config, address) if url else None

    def reply(self, provider: Provider, activity: Activity, text: str, viewer: Viewer) -> Done:
        with self._doing(provider, activity, "reply-to") as (api, where):
            documents = self.answered(api, where, signed(text, viewer))
        return Done("Your reply was posted.", documents=self._linked(provider, documents))

    def send(self, provider: Provider, activity: Activity, rel: str, viewer: Viewer, undo: dict[str, Any]) -> Done:
        do = self.doings.get(rel, not_offered)
        with self._doing(provider, activity, rel) as (api, where):
            return do(api, where, undo)

    def check(self, provider: Provider) -> str:
        if not self.is_asked(provider):
            return super().check(provider)
        config = self.config(provider)
        with self.api(config) as api:
            who = self.whoami(api) if config["token"] else "nobody, since there is no token"
            names = self._names(api, config)
            problems = [problem for name in names if (problem := self._missing(api, name))]
        if problems:
            raise ProviderError(" ".join(problems))
        return f"Reached {config['url']} as {who}: {len(names)} {'repository' if len(names) == 1 else 'repositories'}."

    @contextmanager
    def api(self, config: dict[str, Any]) -> Iterator[Outbound]:
        with client(config["url"], headers=self.headers(config), secrets=[config["token"]]) as api:
            yield api

    def page(self, name: str) -> str:
        """Where a repository's own entry is in the API."""
        return f"repos/{name}"

    def _batches(
        self, provider: Provider, cursor: dict[str, Any], read: Callable[[Place, dict[str, Any]], Iterator[Batch]]
    ) -> Iterator[Batch]:
        if not self.is_asked(provider):
            return
        config = self.config(provider)
        web = self.web(config["url"])
        with self.api(config) as api:
            places = {name: Place(api, name, f"{web}/{name}") for name in self._names(api, config)}
            for batch in in_turn(places, cursor, read):
                yield replace(batch, documents=untold(provider, self._linked(provider, batch.documents)))

    def _names(self, api: Outbound, config: dict[str, Any]) -> list[str]:
        owned = [name for owner in config["owners"] for name in self.owned(api, owner)]
        return list(dict.fromkeys([*config["repositories"], *owned]))

    def _linked(self, provider: Provider, documents: Iterable[Document]) -> list[Document]:
        """Without a token nothing can be done from here."""
        url = self._url(provider)
        return [{**document, "links": self.links(document, url)} if provider.credentials else document
                for document in documents]  # fmt: skip

    def _url(self, provider: Provider) -> str:
        """ "" where it has yet to be told, or is told in another shape."""
        entered = provider.config.get("url", "") if isinstance(provider.config, dict) else None
        return self.config_form.at(entered) if isinstance(entered, str) else ""

    def _missing(self, api: Outbound, name: str) -> str:
        try:
            api.get(self.page(name))
        except OutboundError as error:
            if error.code not in ITS_OWN:
                raise
            return f"{name}: {error}"
        return ""

    @contextmanager
    def _doing(self, provider: Provider, activity: Activity, rel: str) -> Iterator[tuple[Outbound, str]]:
        """How to ask for it, and where: what the activity's own document named, inside the configured address."""
        where = activity.link(rel)
        if not where:
            not_offered()
        with self.api(self.config(provider)) as api:
            yield api, where


def not_offered(*_: Any) -> NoReturn:
    raise ProviderError("This cannot be done about it.", code="not_offered")
