from django.apps import AppConfig


class StreamsConfig(AppConfig):
    name = "streams"
    verbose_name = "Activity Streams"

    def ready(self) -> None:
        from streams import accounts, checks  # noqa: F401  (importing registers the checks)

        accounts.listen()
