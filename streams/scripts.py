"""Client scripts of inline actions: static files of this server, and nothing else (contract.md §6.1)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError

_PART = r"\w[\w-]*(\.[\w-]+)*"
PATH = re.compile(rf"{_PART}(/{_PART})*\.js", re.ASCII)


def check_script(path: str) -> None:
    """A path below STATIC_URL of a file that is there. Raises ValidationError."""
    if not PATH.fullmatch(path):
        raise ValidationError('Write the path of a .js file below static/, such as "acme/build.js".')
    if not finders.find(path):
        raise ValidationError(f"There is no static file {path}: put it into a folder of STATICFILES_DIRS first.")


def address(path: str) -> str:
    """The plain path and not the hashed one: what the script imports is named relative to it."""
    return settings.STATIC_URL + path


@cache
def translations(path: str) -> dict[str, str]:
    """Where the texts beside a script are: `build.i18n.js` has the language "", `build.de.i18n.js` "de"."""
    found = finders.find(path)
    if not found:
        return {}
    script = Path(found)
    folder, _, _ = path.rpartition("/")
    texts = sorted(script.parent.glob(f"{script.stem}*.i18n.js"))
    named = {text.name.removeprefix(script.stem).removesuffix(".i18n.js"): text.name for text in texts}
    known = {language[1:]: name for language, name in named.items() if not language or language[0] == "."}
    return {language: address(f"{folder}/{name}" if folder else name) for language, name in known.items()}
