"""The version of the whole stream: one number that grows with every write."""

from django.db import connection, models


class Version(models.Model):
    """One row. Who writes bumps it first, inside the transaction of the write.

    That first statement takes the row's lock, so writers pass one after the other on both databases: what a writer has
    read stays true until it commits, and a larger number is always a later commit. Readers never wait for it.
    """

    ROW = 1
    # Every request asks for one of these: building the SQL would take Django ten times as long as the database takes.
    CURRENT = "SELECT number FROM streams_version WHERE id = 1"
    NEXT = "UPDATE streams_version SET number = number + 1 WHERE id = 1"

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "stream version"

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """The number of the last committed write; 0 on an empty database."""
        with connection.cursor() as cursor:
            cursor.execute(cls.CURRENT)
            row = cursor.fetchone()
        return row[0] if row else 0

    @classmethod
    def bump(cls) -> None:
        """Take the next number. Call it inside `transaction.atomic()`, before reading what the write depends on."""
        with connection.cursor() as cursor:
            cursor.execute(cls.NEXT)
            if not cursor.rowcount:
                cls.objects.get_or_create(pk=cls.ROW)
                cursor.execute(cls.NEXT)
