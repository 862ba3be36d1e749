"""The project's settings as they are, with one more address: the empty view that the others are compared with."""

from streams.settings import *  # noqa: F403

ROOT_URLCONF = "bench.ours.urls"
