"""`python -m bench.ours 20000`: fill the database the environment names, then time what is asked for on stdin."""

import sys

import django


def main() -> None:
    django.setup()
    from bench.ours import credentials, data, reading, writing
    from bench.timing import serve

    reader = data.build(int(sys.argv[1]))
    said = {
        "counted": {**reading.facts(reader), **writing.facts(reader)},
        "credentials": credentials.of(reader),
        "versions": credentials.versions(),
    }
    serve({**reading.cases(reader), **writing.cases(reader)}, said)


if __name__ == "__main__":
    main()
