from actstream.managers import ActionManager
from actstream.streams import stream
from django.db.models import QuerySet


class WithNewest(ActionManager):
    @stream
    def newest(self) -> QuerySet:
        """Everything, newest first: a custom stream as its documentation shows it."""
        return self.public()
