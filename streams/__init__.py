"""Activity Streams: one stream of what all your tools did, and you act on each item right there."""

__version__ = "0.1.0"
