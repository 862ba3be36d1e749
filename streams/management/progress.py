"""A progress bar for a person at a terminal; nothing where output goes to a file."""

from contextlib import AbstractContextManager
from types import TracebackType

from tqdm import tqdm

from streams.providers.base import Batch


class Bar:
    """Counts documents, or bytes; knows the end as soon as a batch names the total."""

    def __init__(self, label: str, total: int | None = None, unit: str = " activities") -> None:
        is_bytes = unit == "B"
        self._bar = tqdm(desc=label, unit=unit, unit_scale=is_bytes, total=total, disable=None, leave=False)

    @staticmethod
    def set_aside() -> AbstractContextManager[None]:
        """What is written inside does not run into the bar."""
        return tqdm.external_write_mode()

    def count(self, number: int) -> None:
        self._bar.update(number)

    def advance(self, batch: Batch) -> None:
        if batch.total is not None:
            self._bar.total = batch.total
        self._bar.update(len(batch.documents))

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.close()
