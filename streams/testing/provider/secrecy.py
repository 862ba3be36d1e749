"""Secrets go in, and never out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import orjson

from streams.testing.promises import broken, must, needs
from streams.testing.stage import SECRET, Stage

SHORTEST = 6


class Secrecy(Stage):
    @needs("secrets", "fetch")
    def test_no_secret_is_in_what_is_read(self) -> None:
        with self.caplog.at_level(logging.DEBUG):
            cursor = self.begun()
            self.add(2)
            batches = self.read(cursor)
        self._silent("a document, or a cursor", repr(batches))
        self._silent("the log", self.caplog.text)

    @needs("secrets", "check")
    def test_no_secret_is_in_what_a_check_says(self) -> None:
        with self.caplog.at_level(logging.DEBUG):
            self._silent("what `check` says", self.checked())
        self._silent("the log", self.caplog.text)

    @needs("secrets", "fail")
    def test_no_secret_is_in_what_goes_wrong(self) -> None:
        self.fail()
        with self.caplog.at_level(logging.DEBUG):
            for name, ask in self._questions():
                try:
                    ask()
                except Exception as error:
                    self._silent(f"the error of `{name}`", " ".join(_chain(error)))
        self._silent("the log", self.caplog.text)

    @needs("secrets")
    def test_no_secret_is_on_a_page_of_the_admin(self) -> None:
        client = self.admin()
        for path in ("", f"{self.row.pk}/change/", f"add/?backend={self.backend.key}"):
            page = client.get(f"/admin/streams/provider/{path}")
            must(page.status_code == 200, f"The admin's page {path!r} ends with {page.status_code}.")
            self._silent("a page of the admin", page.content.decode())

    @needs("secrets")
    def test_no_secret_is_in_how_it_is_printed(self) -> None:
        form = self.backend.config_form(self.configured())
        printed = (
            f"{self.row!r} {self.row} {self.code!r} {vars(self.code)!r} {form!r} {orjson.dumps(self.row.config)!r}"
        )
        self._silent("what is printed of the source", printed)

    def _questions(self) -> Iterator[tuple[str, Callable[[], object]]]:
        yield "fetch", lambda: list(self.fetch({}))
        yield "check", lambda: self.code.check(self.row)
        yield "keys", lambda: self.code.keys(self.row)

    def _silent(self, where: str, text: str) -> None:
        secrets = [
            str(value) for name, value in self.configured().items() if name in self.backend.config_form.secrets()
        ]
        if not secrets or min(map(len, secrets)) < SHORTEST:
            broken(
                f"Let `configured` tell every secret, of {SHORTEST} characters at least, so that it can be looked for."
            )
        for secret in [*secrets, SECRET]:
            must(secret not in text, f"A secret is in {where}: say what is wrong without it.")


def _chain(error: BaseException | None) -> Iterator[str]:
    """What a traceback prints."""
    while error:
        yield f"{error!r} {error}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
