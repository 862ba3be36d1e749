"""`python -m bench.das 20000`: fill the database the environment names, then time its feeds of the newest."""

import sys

import django


def main() -> None:
    django.setup()
    from bench.das import data, feeds
    from bench.timing import Case, serve

    data.build(int(sys.argv[1]))
    feeds.check()
    cases = {
        "django-activity-stream": Case(lambda _: feeds.json_page()),
        "django-activity-stream's Atom": Case(lambda _: feeds.atom_page()),
    }
    serve(lambda: cases, {}, _stay)


def _stay(size: int) -> None:
    """It is measured at one size."""
    raise NotImplementedError(size)


if __name__ == "__main__":
    main()
