"""The nouns, a file each."""

from streams.models.action import ActionHandler, ActionRun
from streams.models.activity import Activity
from streams.models.answer import KeptAnswer
from streams.models.application import Application
from streams.models.audience import Audience, Viewer
from streams.models.backfill import Backfill
from streams.models.choices import Choices
from streams.models.delivery import Delivery
from streams.models.kind import Kind
from streams.models.provider import Provider
from streams.models.reaction import Comment, Reaction
from streams.models.stream import FeedLink, Stream
from streams.models.token import AccessToken
from streams.models.version import Version, Versions

__all__ = [
    "AccessToken",
    "ActionHandler",
    "ActionRun",
    "Activity",
    "Application",
    "Audience",
    "Backfill",
    "Choices",
    "Comment",
    "Delivery",
    "FeedLink",
    "KeptAnswer",
    "Kind",
    "Provider",
    "Reaction",
    "Stream",
    "Version",
    "Versions",
    "Viewer",
]
