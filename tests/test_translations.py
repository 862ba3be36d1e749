"""Every text that readers meet is translated into each language, and what is compiled is what was translated."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import to_locale

ROOT = Path(__file__).resolve().parent.parent
APPS = ("streams", "gadget")
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
MARKS = {"_", "gettext_noop"}


def marked(app: str) -> set[str]:
    """The English texts of an app that are meant to be translated."""
    return {*_in_code(ROOT / app), *_in_templates(ROOT / app)}


def _in_code(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.py"):
        if "frontend" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                yield ast.literal_eval(node.args[0])


def _in_templates(folder: Path) -> Iterator[str]:
    for path in folder.glob("templates/**/*.html"):
        text = path.read_text()
        yield from re.findall(r'{% translate "([^"]+)" %}', text)
        for block in re.findall(r"{% blocktranslate %}(.*?){% endblocktranslate %}", text, re.DOTALL):
            yield re.sub(r"{{ (\w+) }}", r"%(\1)s", block)


def catalogue(app: str, language: str) -> Path:
    return ROOT / app / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"


def translations(path: Path) -> dict[str, str]:
    """Of a .po file without plurals and contexts, as ours are."""
    pair = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)', re.MULTILINE)
    return {_text(original): _text(own) for original, own in pair.findall(path.read_text())}


def _text(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.strip().splitlines())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("app", APPS)
def test_every_text_is_translated_and_nothing_else(app: str, language: str) -> None:
    known = translations(catalogue(app, language))
    assert set(known) - {""} == marked(app)
    assert all(known.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("app", APPS)
def test_every_slot_and_every_tag_is_kept(app: str, language: str) -> None:
    def holds(text: str) -> list[str]:
        return sorted(re.findall(r"{\w*}|%\(\w+\)s|</?\w+>", text))

    for original, own in translations(catalogue(app, language)).items():
        if original:
            assert holds(own) == holds(original), original


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("app", APPS)
def test_what_is_compiled_is_what_was_translated(app: str, language: str) -> None:
    path = catalogue(app, language)
    with path.with_suffix(".mo").open("rb") as compiled:
        found = gettext.GNUTranslations(compiled)
    known = translations(path)
    assert {original: found.gettext(original) for original in known if original} == {
        original: own for original, own in known.items() if original
    }


def test_the_gadget_speaks_the_same_languages() -> None:
    files = {path.stem for path in (ROOT / "gadget/frontend/src/core/catalogues").glob("*.ts")}
    assert files == set(LANGUAGES)
