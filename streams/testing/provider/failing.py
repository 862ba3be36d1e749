"""How a source is told to be broken, slow or in need of rest."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from streams.outbound.connecting import Patience
from streams.providers.base import ProviderError
from streams.testing.promises import broken, must, needs
from streams.testing.stage import Stage, ids

WAIT = 600
FORGETS_KEYS = "`keys` has other keys while the source is broken: raise ProviderError, or they are forgotten."
# So long a server that hangs may keep the outbound client waiting.
SECONDS = 0.5


class Failing(Stage):
    @needs("fetch", "fail")
    def test_a_broken_source_is_told_in_a_sentence(self) -> None:
        self.add(1)
        self.fail()
        _sentence(self.failure(lambda: list(self.fetch({})), "`fetch`"))

    @needs("check", "fail")
    def test_checking_a_broken_source_says_what_to_mend(self) -> None:
        self.fail()
        _sentence(self.failure(lambda: self.code.check(self.row), "`check`"))

    @needs("keys", "fail")
    def test_asking_a_broken_source_for_its_keys_is_told_in_a_sentence(self) -> None:
        known = dict(self.code.keys(self.row))
        self.fail()
        # Some know them without asking.
        if _how_it_ends(lambda: must(dict(self.code.keys(self.row)) == known, FORGETS_KEYS)):
            _sentence(self.failure(lambda: self.code.keys(self.row), "`keys`"))

    @needs("fetch", "fail")
    def test_once_mended_it_goes_on_and_nothing_is_lost(self) -> None:
        self.poll()
        self.add(1)
        self.poll()
        known = set(self.stored())
        self.add(1)
        self.fail()
        row = self.poll()
        must(row.failures == 1 and row.message, "The poll of a broken source counted as a success.")
        self.mend()
        row = self.poll()
        must(not row.failures, f"Once mended, the poll still fails: {row.message}")
        must(set(self.stored()) > known, "What happened while the source was broken never came.")

    @needs("fetch", "hang")
    def test_a_source_that_hangs_is_given_up(self) -> None:
        cursor = self.begun()
        self.add(1)
        self.monkeypatch.setattr("streams.outbound.client.Patience", lambda seconds: Patience(min(seconds, SECONDS)))
        self.hang()
        ended: list[BaseException | None] = []
        thread = threading.Thread(
            target=lambda: ended.append(_how_it_ends(lambda: ids(self.fetch(cursor)))), daemon=True
        )
        thread.start()
        thread.join(self.patience)
        must(ended, f"The fetch still waits after {self.patience} seconds: ask by `streams.providers.remote.client`.")
        if not isinstance(ended[0], ProviderError):
            broken(f"A source that hangs ended the fetch with {ended[0]!r} instead of a ProviderError.")

    @needs("fetch", "throttle")
    def test_a_source_that_asks_to_wait_is_left_alone(self) -> None:
        self.poll()
        self.add(1)
        self.throttle(WAIT)
        row = self.poll()
        until = row.throttled_until
        must(
            until and not row.failures,
            f"The source asked to wait, which is no failure, yet the poll said: {row.message or 'all is well'}. Raise "
            "ProviderError with `retry_after`, the seconds; `remote.client` does for 429 and its like.",
        )
        slack = timedelta(seconds=60)
        wanted = timezone.now() + timedelta(seconds=WAIT)
        must(
            until and wanted - slack <= until <= wanted + slack,
            f"Asked to wait {WAIT} seconds, it is asked again at {until}: `retry_after` is seconds from now.",
        )

    def failure(self, ask: Callable[[], object], who: str) -> ProviderError:
        error = _how_it_ends(ask)
        if error is None:
            broken(f"{who} tells of no failure while the source is broken: raise ProviderError.")
        if not isinstance(error, ProviderError):
            broken(
                f"{who} ended with {error!r} while the source is broken: catch what your own code meets, and raise "
                "ProviderError with a sentence that says what to do."
            )
        return error


def _how_it_ends(ask: Callable[[], object]) -> BaseException | None:
    try:
        ask()
    except Exception as error:
        return error
    return None


def _sentence(error: ProviderError) -> None:
    text = str(error).strip()
    must(
        len(text.split()) >= 3 and text[-1:] in ".!?…" and "Traceback" not in text,
        f"People read “{text}”: make it a sentence with a full stop that says what is wrong and what to do.",
    )
    must(error.code and isinstance(error.code, str), "A ProviderError's `code` is for programs: a word, not nothing.")
    wait = error.retry_after
    must(wait is None or (isinstance(wait, int) and wait >= 0), f"`retry_after` is {wait!r}: whole seconds, or None.")
