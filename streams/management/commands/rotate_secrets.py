"""Encrypt what is encrypted with today's SECRET_KEY."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from streams.models.encryption import encrypt_again


class Command(BaseCommand):
    help = "Encrypts every stored secret with SECRET_KEY, after which SECRET_KEY_FALLBACKS can be emptied."

    def handle(self, *args: Any, **options: Any) -> None:
        done, lost = encrypt_again()
        self.stdout.write(f"Encrypted {done} secret{'' if done == 1 else 's'} with SECRET_KEY.")
        if lost:
            raise CommandError(
                f"{lost} could not be decrypted: name the key they were made with in SECRET_KEY_FALLBACKS, "
                "or enter them again in the admin."
            )
