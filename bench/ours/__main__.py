"""`python -m bench.ours 20000`: fill the database the environment names, then time what is asked for on stdin."""

import sys

import django


def main() -> None:
    django.setup()
    from bench.ours import credentials, data, multiplying, reading, shapes, writing
    from bench.timing import serve

    reader = data.build(data.PUBLISHED)
    multiplying.multiply(int(sys.argv[1]))
    facts = {
        "counted": {**reading.facts(reader), **writing.facts(reader)},
        "credentials": credentials.of(reader),
        "poster": credentials.of_poster(reader),
        "versions": credentials.versions(),
        "shapes": list(shapes.cases(reader)),
    }
    serve(
        lambda: {**reading.cases(reader), **writing.cases(reader), **shapes.cases(reader)}, facts, multiplying.multiply
    )


if __name__ == "__main__":
    main()
