"""The web server and the poller in one process tree, for one machine."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from streams.management import serving


class Command(BaseCommand):
    help = "Serves the API, the gadget and the admin, and polls the providers. It makes its folder and its tables."
    # They would open the database before its folder is known to be there.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
        parser.add_argument("--port", default="8000")
        parser.add_argument("--no-poller", action="store_true", help="something else polls: manage.py poll, or Celery")

    def handle(self, *args: Any, **options: Any) -> None:
        host = options["host"]
        port = serving.check_port(options["port"], host)
        serving.prepare_folder(settings.DATA_DIR)
        call_command("migrate", verbosity=0)
        if options["no_poller"]:
            self.stdout.write(f"Starting on http://{host}:{port}/, without a poller")
            serving.become_server(host, port)
        serving.serve(host, port, lambda: self.stdout.write(f"Listening on http://{host}:{port}/"))
