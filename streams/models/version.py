"""The version of the whole stream: a number that grows with every write, and two that move with what changes rarely."""

from __future__ import annotations

import secrets
from typing import ClassVar, NamedTuple

from django.db import connection, models

from streams.models.prepared import first_row


class Versions(NamedTuple):
    """How far the stream was at one moment, its settings, and how its sources fare. Where one of those moves, `number`
    has grown, too, or only what no page shows yet was made known."""

    number: int = 0
    settled: int = 0
    fared: int = 0


class Version(models.Model):
    """One row. Who writes bumps it first, inside the transaction of the write.

    That first statement takes the row's lock, so writers pass one after the other on both databases: what a writer has
    read stays true until it commits, and a larger number is always a later commit. Readers never wait for it.
    """

    ROW = 1
    # Every request asks for one of these: building the SQL would take Django ten times as long as the database takes.
    CURRENT = "SELECT number, settled, fared FROM streams_version WHERE id = 1"
    NEXT = "UPDATE streams_version SET number = number + 1 WHERE id = 1 RETURNING number, settled, fared"
    SETTLE = "UPDATE streams_version SET settled = %s WHERE id = 1 RETURNING number, settled, fared"
    FARE = "UPDATE streams_version SET fared = %s WHERE id = 1 RETURNING number, settled, fared"

    # The numbers that this process saw last.
    seen: ClassVar[Versions] = Versions()

    number = models.PositiveBigIntegerField(default=0)
    # Both drawn by lot and not counted: one that is rolled back never comes again, so that what a transaction
    # remembered of its own is not taken for what another one wrote.
    settled = models.PositiveBigIntegerField(default=0)
    fared = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "stream version"

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """The number of the last committed write; 0 on an empty database."""
        return cls.now().number

    @classmethod
    def now(cls) -> Versions:
        """All of them, by one statement."""
        row, seen = first_row("version", cls.CURRENT), cls.seen
        if row == seen:
            return seen
        # Only where it moved: to set it makes Python look the whole class up again.
        cls.seen = seen = Versions(*row) if row else Versions()
        return seen

    @classmethod
    def bump(cls, settles: bool = False, fares: bool = False) -> Versions:
        """Take the next number. Call it inside `transaction.atomic()`, before reading what the write depends on.

        It settles where settings change, which are accounts and what they may, sources and actions: then what is
        remembered for the settings is forgotten by every process. Where a source fares otherwise, what is remembered
        of that is.
        """
        versions = cls._moved(cls.NEXT, [])
        if fares:
            versions = cls._moved(cls.FARE, [secrets.randbits(62)])
        return cls.settle() if settles else versions

    @classmethod
    def settle(cls) -> Versions:
        """For a transaction that makes a kind, a program, a source or an audience known; most have their number."""
        return cls._moved(cls.SETTLE, [secrets.randbits(62)])

    @classmethod
    def _moved(cls, statement: str, params: list[int]) -> Versions:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            row = cursor.fetchone()
            if row is None:
                cls.objects.get_or_create(pk=cls.ROW)
                cursor.execute(statement, params)
                row = cursor.fetchone()
        return Versions(*row)
