"""What an administrator tells of a feed, and the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms

from streams.outbound import Outbound, origin_of
from streams.providers.config import AccountForm, ConfigForm, LineField, SecretField
from streams.providers.remote import client
from streams.sanitizing import is_web_url

MOST_BYTES = 64 * 2**20
# Some servers have several forms of a page at one address.
FEEDS = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/activity+json, "
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams", application/xml;q=0.9, */*;q=0.5'
)


class FeedField(LineField):
    """The address of a page, with its query."""

    widget = forms.URLInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 2000, **kwargs})

    def clean(self, value: Any) -> str:
        text = super().clean(value).strip().partition("#")[0]
        if text and not is_web_url(text):
            raise forms.ValidationError("Write an address such as https://news.example.com/feed.xml.")
        return text


class Place(ConfigForm):
    address = FeedField(help_text="Of the feed, such as https://news.example.com/feed.xml?lang=en.")
    secret = SecretField(
        required=False, help_text="What belongs to the address and nobody may read, such as feed_token=glft-1234."
    )


# In this order, the address is asked for before the account.
class Config(AccountForm, Place):
    pass


def place(config: dict[str, Any]) -> str:
    """The whole address of the feed, with what is secret of it."""
    address, secret = config["address"], config["secret"].lstrip("?&")
    return f"{address}{'&' if '?' in address else '?'}{secret}" if secret else address


@contextmanager
def connected(config: dict[str, Any]) -> Iterator[Outbound]:
    """What is asked in it raises ProviderError. Older pages may lie anywhere on the feed's server."""
    options = Config.credentials(config)
    options["headers"] = {"Accept": FEEDS, **options.get("headers", {})}
    # Of "feed_token=glft-1234" the value by itself must not be read anywhere either.
    secrets = [config["secret"], config["secret"].rpartition("=")[2]]
    with client(origin_of(config["address"]), max_bytes=MOST_BYTES, secrets=secrets, **options) as outbound:
        yield outbound
