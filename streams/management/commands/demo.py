"""`make run`: a live stream from nothing, on this machine only."""

import os
import shutil
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gadget.views import DEMO_GADGET
from streams.management import serving
from streams.management.demo_data import create_demo


class Command(BaseCommand):
    help = "Prepares the demo data and serves it, with the poller, on loopback."
    # They would open the database before its folder is known to be there.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", default="8000")
        # From the environment: arguments are shown to everybody on the machine.
        password = os.environ.get("DEMO_PASSWORD", "demo")
        parser.add_argument("--password", default=password, help="of the demo administrator `admin`")

    def handle(self, *args: Any, **options: Any) -> None:
        if shutil.which("git") is None:
            raise CommandError("The program git is missing; install it (Debian: apt-get install git) and run again.")
        if not options["password"]:
            raise CommandError("DEMO_PASSWORD is empty; name one, as in: make run DEMO_PASSWORD=secret")
        port = serving.check_port(options["port"])
        serving.prepare_folder(settings.DATA_DIR)
        call_command("migrate", verbosity=0)
        create_demo(port, options["password"])
        serving.serve("127.0.0.1", port, lambda: self._say(port, options["password"]))

    def _say(self, port: int, password: str) -> None:
        for label, value in (
            ("Dashboard", f"http://127.0.0.1:{port}/demo/"),
            ("Gadget", f"http://localhost:{port}/embed/{DEMO_GADGET}/"),
            ("API", f"http://localhost:{port}/api/v1/activities/"),
            ("Admin", f"http://localhost:{port}/admin/"),
            ("Login", f"admin / {password}"),
        ):
            self.stdout.write(f"{label:<10} {value}")
        self.stdout.write("Stop with Ctrl-C.")
