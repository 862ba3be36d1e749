"""A repository asked through the git program: output is streamed, nothing is written, nothing leaves the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

from streams.providers.base import ProviderError
from streams.providers.git.history import FORMAT

CHUNK = 65_536
MAX_EXPLANATION = 200

# A repository's configuration may name programs to run and may change the output; neither is wanted.
SETTINGS = ("core.fsmonitor=false", "log.showSignature=false", "log.showRoot=false", "log.mailmap=true")
LOG = (
    "log", "--stdin", "-z", "--numstat", "--find-renames", "-l200", "--no-diff-merges", "--no-relative",
    "--no-ext-diff", "--no-textconv", "--no-color", "--encoding=UTF-8", f"--format=tformat:{FORMAT}",
)  # fmt: skip
ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # A partial clone would fetch what it lacks from its origin, in a way its configuration chooses.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
}


@dataclass(frozen=True)
class Span:
    """The commits reachable from `new` and not from `old`, newest first; `done` of them, up to `last`, are read."""

    old: Sequence[str]
    new: Sequence[str]
    done: int = 0
    last: str = ""

    @property
    def revisions(self) -> list[str]:
        return [*self.new, *(f"^{sha}" for sha in self.old)]


class Repository:
    """One folder with a repository: bare, a clone or a work tree. Anything may raise ProviderError."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._directory = _git_directory(Path(path))
        self._program = shutil.which("git")
        if not self._program:
            raise ProviderError("The git program is not installed on this server, or not on its PATH.")

    def refs(self, patterns: Sequence[str] = ()) -> dict[str, str]:
        """The sha of each ref that matches; without patterns of every local branch and HEAD."""
        if patterns:
            lines = self._lines("for-each-ref", "--format=%(objectname) %(refname)", "--end-of-options", *patterns)
        else:
            # It exits with 1 when there is none.
            lines = self._lines("show-ref", "--head", "--heads", accept=(0, 1))
        return {name: sha for sha, name in (line.split(" ", 1) for line in lines)}

    def missing(self, shas: Iterable[str]) -> set[str]:
        """Those that the repository no longer has."""
        lines = self._lines("cat-file", "--batch-check", asked=shas)
        return {line.removesuffix(" missing") for line in lines if line.endswith(" missing")}

    def count(self, span: Span) -> int:
        """All commits of a span, read or not."""
        if not span.new:
            return 0
        return int(next(self._lines("rev-list", "--stdin", "--count", asked=span.revisions)))

    def last_read(self, span: Span) -> str:
        """The commit that stands now where `span.last` stood."""
        skip = f"--skip={span.done - 1}"
        return next(self._lines("rev-list", "--stdin", "--max-count=1", skip, asked=span.revisions), "")

    def log(self, span: Span) -> Iterator[bytes]:
        """The rest of a span as raw output in the form of `history.FORMAT`."""
        if not span.new:
            return iter(())
        # The oldest commits of a shallow clone look as if they had added every file.
        root = () if self._is_shallow() else ("--root",)
        return self._run(*LOG, *root, f"--skip={span.done}", asked=span.revisions)

    def gone(self, span: Span) -> Iterator[str]:
        """The commits reachable from `old` and no longer from `new`: what a rewritten or deleted branch held."""
        # A shallow clone forgets old commits with every fetch; nobody took them back.
        if not span.old or self._is_shallow():
            return iter(())
        return self._lines("rev-list", "--stdin", asked=Span(span.new, span.old).revisions)

    def newest(self, tips: Sequence[str]) -> str:
        """The committer date of the newest commit, in seconds as git prints them."""
        return next(self._lines("log", "--stdin", "--max-count=1", "--format=%ct", asked=tips), "")

    def _is_shallow(self) -> bool:
        return next(self._lines("rev-parse", "--is-shallow-repository"), "") == "true"

    def _lines(self, *arguments: str, asked: Iterable[str] = (), accept: Sequence[int] = (0,)) -> Iterator[str]:
        rest = b""
        for chunk in self._run(*arguments, asked=asked, accept=accept):
            *lines, rest = (rest + chunk).split(b"\n")
            yield from (line.decode("utf-8", "surrogateescape") for line in lines)

    def _run(self, *arguments: str, asked: Iterable[str] = (), accept: Sequence[int] = (0,)) -> Iterator[bytes]:
        """Standard output in chunks. Closing the generator ends the program."""
        with _asking(asked) as questions, TemporaryFile() as errors, self._start(arguments, questions, errors) as git:
            output = cast(BufferedReader, git.stdout)
            try:
                while chunk := output.read1(CHUNK):
                    yield chunk
                if git.wait() not in accept:
                    raise ProviderError(f"git could not read {self._path}: {_explanation(errors)}")
            finally:
                git.kill()

    def _start(self, arguments: Sequence[str], questions: IO[bytes], errors: IO[bytes]) -> subprocess.Popen[bytes]:
        """Naming the directory keeps git from looking into parent folders and from asking who owns it."""
        settings = [word for setting in SETTINGS for word in ("-c", setting)]
        command = [str(self._program), "--no-pager", f"--git-dir={self._directory}", *settings, *arguments]
        # S603: no shell; what an administrator typed comes in only as the directory and as names of refs.
        return subprocess.Popen(  # noqa: S603
            command,
            cwd=self._path,
            env=_environment(),
            stdin=questions,
            stdout=subprocess.PIPE,
            stderr=errors,
            # Ctrl-C at a terminal reaches a whole group: it would end git, and look like a source that fails.
            process_group=0,
        )


def _git_directory(path: Path) -> Path:
    if not path.is_dir():
        raise ProviderError(f"There is no folder {path}. Bring it back, or correct the source's folder.")
    if not os.access(path, os.R_OK | os.X_OK):
        raise ProviderError(f"The account this server runs as may not read {path}. Grant it read access.")
    for directory in (path / ".git", path):
        if directory.is_file() or (directory / "HEAD").is_file():
            return directory
    raise ProviderError(f'{path} is not a git repository. Set "path" to the folder that holds .git, or to a bare one.')


def _environment() -> dict[str, str]:
    """Ours without git's own variables: inside a git hook they name another repository."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | ENVIRONMENT


@contextmanager
def _asking(lines: Iterable[str]) -> Iterator[IO[bytes]]:
    """Standard input as a file: thousands of revisions fit, and neither side can wait for the other."""
    with TemporaryFile() as file:
        file.writelines(f"{line}\n".encode() for line in lines)
        file.seek(0)
        yield file


def _explanation(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read(CHUNK).decode("utf-8", "replace").split("\n")
    reasons = [line.removeprefix("fatal: ") for line in lines if line.startswith("fatal: ")]
    return (reasons or ["it ended without a reason"])[0][:MAX_EXPLANATION]
