"""The docs name what there is, and nothing else."""

import re
from pathlib import Path

import pytest

from gadget.urls import urlpatterns as gadget_urls
from streams.api.urls import urlpatterns as api_urls
from streams.checks import BOUNDS
from streams.compat.urls import urlpatterns as compat_urls
from streams.feed import options
from streams.hooks.urls import urlpatterns as hook_urls

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "gadget/frontend/README.md"])
EVERYTHING = "\n".join(page.read_text() for page in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text())
    assert not [link for link in links if not (page.parent / link).exists()]


def test_every_page_is_reached_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    pages = [str(page.relative_to(ROOT)) for page in (ROOT / "docs").rglob("*.md")]
    assert not [page for page in pages if page not in readme]


def test_every_address_is_documented() -> None:
    patterns = (
        [f"api/v1/{url.pattern}" for url in api_urls]
        + [f"hooks/{url.pattern}" for url in hook_urls]
        + [str(url.pattern) for url in [*gadget_urls, *compat_urls]]
    )
    named = {re.sub(r"<[^>]+>(\.\w+)?|\(.*", "", pattern).split("//")[0].rstrip("/") for pattern in patterns} - {""}
    assert not [address for address in named if address not in EVERYTHING]


def test_every_filter_is_documented() -> None:
    page = (ROOT / "docs/consume.md").read_text()
    known = [*options.STANDARD, options.ACTIVITY, options.PROVIDER_NAME]
    assert not [option.key for option in known if f"| `{option.key}` |" not in page]
    assert not [name for name in options.OPERATORS if f"`{name}`" not in page]


def test_every_make_target_in_the_docs_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", EVERYTHING)) <= targets


def test_every_bounded_setting_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text()
    assert not [name for name in BOUNDS if f"\n{name.removeprefix('STREAMS_')}=" not in example]


def test_the_scripts_in_the_docs_are_those_that_the_browser_tests_run() -> None:
    page = (ROOT / "docs/inline-actions.md").read_text()
    shown = re.findall(r"```js\n(.+?)```", page, re.DOTALL)
    names = ["page-oncall.js", "build-trigger.js", "build-trigger.i18n.js"]
    assert shown == [(ROOT / "tests/sample_plugin/static/sample" / name).read_text() for name in names]
