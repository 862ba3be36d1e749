"""What an administrator tells of a server, and the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from streams.outbound import Outbound
from streams.providers.config import AccountForm, AddressField, ConfigForm, WordsField
from streams.providers.remote import client

# The original works up to ten seconds on a page (contract.md §1.4), and its proxy may be slow as well.
SECONDS = 30


class Place(ConfigForm):
    address = AddressField(help_text="Where the product is reached, such as https://tools.example.com/jira.")


# In this order, the address is asked for before the account.
class Config(AccountForm, Place):
    streams = WordsField(
        required=False, help_text="Keys such as issues, wiki, reviews, source, builds. Left empty: everything it has."
    )
    projects = WordsField(required=False, help_text="Keys of projects and spaces, such as PAY. Left empty: all.")


@contextmanager
def connected(config: dict[str, Any]) -> Iterator[Outbound]:
    """What is asked in it raises ProviderError."""
    with client(config["address"], seconds=SECONDS, **Config.credentials(config)) as outbound:
        yield outbound
