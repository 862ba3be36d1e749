from django.apps import AppConfig


class DasConfig(AppConfig):
    name = "bench.das"
    label = "things"

    def ready(self) -> None:
        from actstream import registry

        registry.register("auth.User", "things.Thing")
