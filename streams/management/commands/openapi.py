import sys
from typing import Any

from django.core.management.base import BaseCommand

from streams.api.openapi import text


class Command(BaseCommand):
    help = "Write the OpenAPI document: manage.py openapi > docs/openapi.json"

    def handle(self, *args: Any, **options: Any) -> None:
        sys.stdout.buffer.write(text())
