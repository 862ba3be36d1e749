"""Skeletons of plugins: a file that works, and its test, which passes."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

SKELETONS = Path(__file__).parent / "skeletons"
LONGEST = 40


class StartCommand(BaseCommand):
    """Subclass it with a `kind`, the `setting` that names such plugins, and those there are."""

    kind: ClassVar[str]
    setting: ClassVar[str]
    plugins: ClassVar[Callable[[], Mapping[str, Any]]]
    # Another plugin may be what is broken.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="such as 'lighthouse': the name of the module")
        parser.add_argument("--dir", default=".", metavar="FOLDER", help="where to write it (default: here)")

    def handle(self, *args: Any, **options: Any) -> None:
        name, folder = options["name"], Path(options["dir"]).expanduser().absolute()
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}; make it first.")
        _refuse_bad(name)
        words = _words(name, folder)
        texts = {
            folder / f"{start}{name}.py": (SKELETONS / f"{start}{self.kind}.py-tpl").read_text(encoding="utf-8")
            for start in ("", "test_")
        }
        self._refuse_taken(words, texts)
        _write({path: Template(text).substitute(words) for path, text in texts.items()})
        self._say_what_next([path.name for path in texts], words, folder)

    def _refuse_taken(self, words: dict[str, str], texts: dict[Path, str]) -> None:
        """Files, modules, plugins, and what the skeleton itself imports."""
        if there := [str(path) for path in texts if path.exists()]:
            raise CommandError(f"{' and '.join(there)} is there already; nothing was written. Choose another name.")
        if words["module"].isidentifier() and find_spec(words["module"]):
            raise CommandError(f"There is a Python module {words['module']!r} already; choose another name.")
        if words["key"] in type(self).plugins():
            raise CommandError(f"There is a plugin with the key {words['key']!r} already; choose another name.")
        if any(re.search(rf"\b{words['Class']}\b", text) for text in texts.values()):
            raise CommandError(f"A class {words['Class']} would be mistaken for another one; choose another name.")

    def _say_what_next(self, files: list[str], words: dict[str, str], folder: Path) -> None:
        root = _root(folder)
        self.stdout.write(f"Wrote {' and '.join(files)} in {folder}.")
        self.stdout.write("Test it (with pytest and pytest-django):")
        self.stdout.write(f"  DJANGO_SETTINGS_MODULE=streams.settings python -m pytest {folder / files[1]}")
        self.stdout.write("Switch it on, in the environment of the server:")
        self.stdout.write(f"  PYTHONPATH={root}")
        self.stdout.write(f"  {self.setting}={words['module']}.{words['Class']}")


def _write(texts: Mapping[Path, str]) -> None:
    """All of them, or none."""
    written: list[Path] = []
    try:
        for path, text in texts.items():
            with path.open("x", encoding="utf-8") as file:
                written.append(path)
                file.write(text)
    except OSError as error:
        for path in written:
            path.unlink()
        raise CommandError(f"{error.filename} cannot be written: {error.strerror}. Nothing was.") from error


def _refuse_bad(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or keyword.iskeyword(name) or len(name) > LONGEST:
        raise CommandError(
            f"{name!r} is no name of a module: write small letters, digits and single underscores, {LONGEST} signs "
            "at most, such as 'lighthouse' or 'coast_guard'."
        )


def _words(name: str, folder: Path) -> dict[str, str]:
    """The name as each place writes it."""
    parts = name.split("_")
    words = " ".join(parts)
    module = ".".join([*reversed(list(_packages(folder))), name])
    return {
        "module": module,
        "Class": "".join(part.capitalize() for part in parts),
        "key": "-".join(parts),
        "words": words,
        "Words": words.capitalize(),
    }


def _packages(folder: Path) -> Iterator[str]:
    """The packages that the folder is, from the inner to the outer one."""
    while (folder / "__init__.py").exists():
        yield folder.name
        folder = folder.parent


def _root(folder: Path) -> Path:
    """What has to be on the path, for the module to be imported."""
    return folder.parents[len(list(_packages(folder))) - 1] if (folder / "__init__.py").exists() else folder
