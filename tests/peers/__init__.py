"""Other people's servers, really running on this machine, for the tests of the providers that talk to them."""

import os
from pathlib import Path

# What takes long to install or to set up, made once.
CACHE = Path(__file__).resolve().parent / ".cache"


def environment(more: dict[str, str]) -> dict[str, str]:
    """Without what is meant for us: a DATABASE_URL is read by Rails as well."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | more
