"""The one way out: what this project asks of other servers, it asks here (tests/test_architecture.py)."""

from streams.outbound.answers import Answer, Reading
from streams.outbound.client import Outbound
from streams.outbound.errors import OutboundError
from streams.outbound.site import origin_of

__all__ = ["Answer", "Outbound", "OutboundError", "Reading", "origin_of"]
