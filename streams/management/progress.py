"""A progress bar for a person at a terminal; nothing where output goes to a file."""

from types import TracebackType

from tqdm import tqdm

from streams.providers.base import Batch


class Bar:
    """Counts documents; knows the end as soon as a batch names the total."""

    def __init__(self, label: str) -> None:
        self._bar = tqdm(desc=label, unit=" activities", disable=None, leave=False)

    def advance(self, batch: Batch) -> None:
        if batch.total is not None:
            self._bar.total = batch.total
        self._bar.update(len(batch.documents))

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.close()
