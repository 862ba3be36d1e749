"""Access tokens for programs: make one, take one back, see what there is."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from streams.management.accounts import find_user
from streams.models import AccessToken
from streams.models.token import Scope


class Command(BaseCommand):
    help = "Makes, revokes and lists access tokens. A secret is printed once, when it is made."

    def add_arguments(self, parser: CommandParser) -> None:
        does = parser.add_subparsers(dest="does", required=True)
        create = does.add_parser("create", help="make a token and print its secret")
        create.add_argument("name", help="what uses it")
        create.add_argument("--user", required=True, metavar="USERNAME", help="whose name the program acts in")
        create.add_argument("--scope", action="append", choices=Scope.values, help="what it may do (default: publish)")
        create.add_argument("--days", type=int, help="how long it is good for (default: until it is revoked)")
        revoke = does.add_parser("revoke", help="stop a token")
        revoke.add_argument("prefix", help="how its secret begins, as `token list` shows it")
        listing = does.add_parser("list", help="the tokens there are, without their secrets")
        listing.add_argument("--user", metavar="USERNAME", help="only this user's")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['does']}")(options)

    def _create(self, options: dict[str, Any]) -> None:
        user, days = find_user(options["user"]), options["days"]
        if days is not None and not 0 < days < 36_500:
            raise CommandError("--days is a number from 1 to 36499.")
        if len(options["name"]) > 100:
            raise CommandError("A name has at most 100 characters.")
        expires = timezone.now() + timedelta(days=days) if days else None
        scopes = list(dict.fromkeys(options["scope"] or [Scope.PUBLISH.value]))
        _, secret = AccessToken.issue(user, options["name"], scopes, expires)
        # By itself, so that a script can take it from here.
        self.stdout.write(secret)
        self.stderr.write(f"A token of {user} for {', '.join(scopes)}. Keep it now, it is not shown again.")

    def _revoke(self, options: dict[str, Any]) -> None:
        prefix = options["prefix"][:9]
        found = list(AccessToken.objects.filter(revoked=None, prefix=prefix)) if len(prefix) == 9 else []
        if not found:
            raise CommandError("No live token begins like this; `token list` shows the nine characters.")
        if len(found) > 1:
            raise CommandError(f"{len(found)} live tokens begin like this; revoke it in the admin.")
        found[0].revoke()
        self.stdout.write(f"{found[0]} stopped working.")

    def _list(self, options: dict[str, Any]) -> None:
        tokens = AccessToken.objects.select_related("user").order_by("-id")
        if options["user"]:
            tokens = tokens.filter(user=find_user(options["user"]))
        for token in tokens:
            until = f"until {token.expires:%Y-%m-%d}" if token.expires else "without end"
            state = "revoked" if token.revoked else "expired" if _is_over(token) else until
            self.stdout.write(f"{token.prefix}  {token.user}  {','.join(token.scopes)}  {state}  {token.name}")


def _is_over(token: AccessToken) -> bool:
    return token.expires is not None and token.expires <= timezone.now()
