"""What the source does for whoever clicks."""

from __future__ import annotations

import json
from collections.abc import Iterator

from streams.models import Activity, Choices
from streams.models.activity import rel_key
from streams.providers.base import Batch, Done, ProviderError
from streams.testing.promises import broken, must, needs
from streams.testing.stage import Stage


class Doing(Stage):
    @needs("rels")
    def test_what_is_clicked_is_done_at_the_source(self) -> None:
        for rel, activity in self._linked():
            try:
                done = self.do(activity, rel)
            except ProviderError as error:
                broken(f"The source does not do {rel!r} although nothing is wrong: {error} ({error.code})")
            must(isinstance(done, Done), f"Doing {rel!r} returned {done!r}: return a Done.")
            for name in ("pending", "undo"):
                must(
                    _is_json(getattr(done, name)),
                    f"Done.{name} of {rel!r} is {getattr(done, name)!r}: it is stored, so make it a JSON object.",
                )
            self.store(Batch(done.documents, {}))

    @needs("rels", "fail")
    def test_what_cannot_be_done_is_told_in_a_sentence(self) -> None:
        linked = list(self._linked())
        self.fail()
        for rel, activity in linked:
            try:
                self.do(activity, rel)
            except ProviderError as error:
                must(str(error).strip()[-1:] in ".!?…", f"Who clicked reads “{error}”: make it a sentence.")
            except Exception as error:
                broken(f"Doing {rel!r} at a broken source ended with {error!r}: raise ProviderError.")
            else:
                broken(f"Doing {rel!r} at a broken source told of no failure.")

    @needs("rels")
    def test_what_it_does_not_do_is_refused(self) -> None:
        _, activity = next(self._linked())
        try:
            self.code.send(self.row, activity, "no-such-rel", self.viewer(), {})
        except ProviderError:
            return
        except Exception as error:
            broken(
                f"A rel that is none of `rels` ended with {error!r}: raise ProviderError with the code 'not_offered'."
            )
        broken(
            "A rel that is none of `rels` was done: compare it, and raise ProviderError with the code 'not_offered'."
        )

    @needs("rels", "choose")
    def test_only_what_was_told_can_be_chosen(self) -> None:
        choosing = [(rel, activity) for rel, activity in self._linked() if _told(activity, rel)]
        must(choosing, "`choose` is written, and no document has `choices` for a rel of `rels`: nobody can choose.")
        for rel, activity in choosing:
            try:
                self.code.choose(self.row, activity, rel, "no-such-choice", self.viewer())
            except ProviderError:
                continue
            except Exception as error:
                broken(f"A choice for {rel!r} that there is not ended with {error!r}: raise ProviderError.")
            broken(f"A choice for {rel!r} that there is not was taken: raise ProviderError with a sentence.")

    def do(self, activity: Activity, rel: str) -> Done:
        if rel == "reply-to":
            return self.code.reply(self.row, activity, "I have seen it.", self.viewer())
        if told := _told(activity, rel):
            return self.code.choose(self.row, activity, rel, told[0], self.viewer())
        return self.code.send(self.row, activity, rel, self.viewer(), {})

    def _linked(self) -> Iterator[tuple[str, Activity]]:
        """An activity for each rel."""
        for rel in self.backend.rels:
            yield rel, self._with_link(rel)

    def _with_link(self, rel: str) -> Activity:
        cursor = self.begun()
        self.add_linked(rel)
        self.taken(cursor, self.read(cursor))
        for activity in self.stored().values():
            if rel in map(rel_key, activity.links):
                return activity
        broken(
            f"No activity carries the link {rel!r} of `rels`: put it into the document's `links`, or see `add_linked`."
        )


def _told(activity: Activity, rel: str) -> list[str]:
    """What the source told that may be chosen."""
    kept = Choices.objects.filter(provider=activity.provider, entity=activity.entity, rel=rel).first()
    return [value for value, _ in kept.options] if kept else []


def _is_json(value: object) -> bool:
    try:
        return isinstance(value, dict) and json.loads(json.dumps(value)) == value
    except (TypeError, ValueError):
        return False
