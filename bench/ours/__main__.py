"""`python -m bench.ours 20000`: fill the database the environment names, then time what is asked for on stdin."""

import sys

import django


def main() -> None:
    django.setup()
    from bench.ours import credentials, data, multiplying, reading, shapes, writing
    from bench.timing import measure, serve

    size = int(sys.argv[1])
    reader = data.build(min(size, data.PUBLISHED))
    small = {name: measure(case).p50_ms for name, case in shapes.cases(reader).items()}
    multiplying.multiply(size)
    filters = shapes.cases(reader)
    said = {
        "shapes": small,
        "counted": {**reading.facts(reader), **writing.facts(reader)},
        "credentials": credentials.of(reader),
        "versions": credentials.versions(),
    }
    serve({**reading.cases(reader), **writing.cases(reader), **filters}, said)


if __name__ == "__main__":
    main()
