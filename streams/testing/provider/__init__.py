"""ProviderContract: what every provider promises, as tests that a stranger's inherits."""

from __future__ import annotations

from streams.testing.provider.delivering import Delivering
from streams.testing.provider.doing import Doing
from streams.testing.provider.failing import Failing
from streams.testing.provider.reading import Reading
from streams.testing.provider.secrecy import Secrecy
from streams.testing.provider.telling import Telling
from streams.testing.provider.writing import Writing


class ProviderContract(Telling, Reading, Failing, Writing, Secrecy, Delivering, Doing):
    """What to write is in `streams/testing/source.py`; each promise is a test, and says what to mend."""
