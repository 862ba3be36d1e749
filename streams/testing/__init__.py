"""For the tests of plugins: contracts to inherit, and a web server to ask. Needs pytest and pytest-django.

from streams.testing import ProviderContract

class TestLighthouse(ProviderContract):
    backend = Lighthouse
    …
"""

from streams.testing.action import ActionContract
from streams.testing.provider import ProviderContract
from streams.testing.signing import Sent
from streams.testing.web_server import Asked, Raw, Reply, WebServer

__all__ = ["ActionContract", "Asked", "ProviderContract", "Raw", "Reply", "Sent", "WebServer"]
