from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "streams.shell"
    label = "streams_shell"
    verbose_name = "Look of the admin"
