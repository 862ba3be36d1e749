"""Reading real repositories of every kind, and what is said of those that cannot be read."""

from __future__ import annotations

import os
import subprocess
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from streams import registry
from streams.models import Provider
from streams.providers.base import ProviderError
from streams.providers.git import Git
from tests.repositories import Reader, Repository, fetch, provider_of

MEGABYTE = 1_000_000


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "payments")


@pytest.fixture(scope="module")
def long_history(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    repository = Repository.create(tmp_path_factory.mktemp("long") / "long.git", "--bare")
    repository.fast_import(20_000)
    return repository


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.providers.git.BATCH_SIZE", 3)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The git programs that the provider started."""
    programs = []

    class Recorded(subprocess.Popen):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            programs.append(self)

    monkeypatch.setattr("streams.providers.git.repository.subprocess.Popen", Recorded)
    return programs


def test_it_is_found_by_its_dotted_path(settings: Any) -> None:
    settings.STREAMS_PROVIDERS = ["streams.providers.git.Git"]
    assert registry.providers()["git"].object_types == ("changeset",)


def test_the_newest_commit_comes_first(repository: Repository) -> None:
    shas = repository.commits(3)
    assert Reader(repository).poll() == shas[::-1]


def test_an_unchanged_repository_yields_nothing(repository: Repository) -> None:
    repository.commits(3)
    reader = Reader(repository)
    reader.poll()
    assert list(fetch(repository, reader.cursor)) == []


def test_asking_an_unchanged_repository_starts_one_program(repository: Repository, started: list) -> None:
    repository.commit()
    reader = Reader(repository)
    reader.poll()
    started.clear()
    reader.poll()
    assert len(started) == 1


def test_only_what_is_new_comes_next_time(repository: Repository) -> None:
    repository.commits(3)
    reader = Reader(repository)
    reader.poll()
    fresh = repository.commit()
    assert reader.poll() == [fresh]


def test_a_branch_of_known_commits_brings_nothing(repository: Repository) -> None:
    shas = repository.commits(3)
    reader = Reader(repository)
    reader.poll()
    repository.git("branch", "release", shas[0])
    assert reader.poll() == []
    assert list(fetch(repository, reader.cursor)) == []


def test_every_batch_names_the_total(repository: Repository, small_batches: None) -> None:
    repository.commits(7)
    assert {batch.total for batch in fetch(repository)} == {7}


def test_every_local_branch_is_read(repository: Repository) -> None:
    on_main = repository.commit()
    repository.git("checkout", "-q", "-b", "feature")
    on_feature = repository.commit()
    repository.git("checkout", "-q", "main")
    assert set(Reader(repository).poll()) == {on_main, on_feature}


@pytest.mark.parametrize("branches", [["main"], ["refs/heads/main"], ["main", "gone"], ["m*"]])
def test_branches_may_be_restricted(repository: Repository, branches: list[str]) -> None:
    on_main = repository.commit()
    repository.git("checkout", "-q", "-b", "feature/one")
    repository.commit()
    assert Reader(repository, branches=branches).poll() == [on_main]


def test_a_pattern_names_a_family_of_branches(repository: Repository) -> None:
    shas = repository.commits(3)
    repository.set_refs([("refs/heads/release/1", shas[0]), ("refs/heads/release/2", shas[1])])
    assert Reader(repository, branches=["release/*"]).poll() == [shas[1], shas[0]]


def test_thousands_of_branches_are_read(repository: Repository) -> None:
    repository.fast_import(3_000)
    shas = repository.git("rev-list", "main").split()
    repository.set_refs((f"refs/heads/branch-{number}", sha) for number, sha in enumerate(shas))
    assert len(Reader(repository).poll()) == 3_000


def test_an_empty_repository_yields_nothing(repository: Repository) -> None:
    assert list(fetch(repository)) == []
    assert list(fetch(repository, branches=["main"])) == []


def test_a_bare_repository_is_read(repository: Repository, tmp_path: Path) -> None:
    sha = repository.commit()
    bare = repository.clone(tmp_path / "bare.git", "--bare")
    assert Reader(bare).poll() == [sha]


def test_a_linked_work_tree_is_read(repository: Repository, tmp_path: Path) -> None:
    sha = repository.commit()
    repository.git("worktree", "add", "-q", "-b", "linked", tmp_path / "linked")
    assert Reader(Repository(tmp_path / "linked")).poll() == [sha]


def test_a_detached_head_is_read(repository: Repository) -> None:
    on_main = repository.commit()
    repository.git("checkout", "-q", "--detach")
    detached = repository.commit()
    assert Reader(repository).poll() == [detached, on_main]


def test_a_shallow_clone_is_read(repository: Repository, tmp_path: Path) -> None:
    shas = repository.commits(5)
    assert Reader(repository.clone(tmp_path / "shallow", "--depth=2")).poll() == [shas[4], shas[3]]


def test_the_environment_of_a_git_hook_does_not_lead_astray(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha = repository.commit()
    other = Repository.create(tmp_path / "other").path / ".git"
    monkeypatch.setenv("GIT_DIR", str(other))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other / "objects"))
    assert Reader(repository).poll() == [sha]


def test_a_repository_cannot_make_us_run_a_program(repository: Repository, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/was-run\n")
    program.chmod(0o700)
    repository.git("config", "log.showSignature", "true")
    for setting in ("gpg.program", "core.fsmonitor", "core.pager", "diff.external", "diff.x.textconv"):
        repository.git("config", setting, program)
    repository.raw_commit(b"Signed", headers=b"gpgsig -----BEGIN PGP SIGNATURE-----\n -----END PGP SIGNATURE-----\n")
    assert Reader(repository).poll()
    assert not (tmp_path / "was-run").exists()


def test_closing_early_ends_git(long_history: Repository, started: list) -> None:
    batches = fetch(long_history)
    next(batches)
    assert started[-1].poll() is None
    batches.close()  # type: ignore[attr-defined]
    assert all(program.returncode is not None for program in started)


def test_ctrl_c_at_a_terminal_is_not_for_git(long_history: Repository, started: list) -> None:
    batches = fetch(long_history)
    next(batches)
    assert os.getpgid(started[-1].pid) != os.getpgid(0)
    batches.close()  # type: ignore[attr-defined]


def test_a_long_history_is_read_in_bounded_memory(long_history: Repository) -> None:
    tracemalloc.start()
    try:
        count = sum(len(batch.documents) for batch in fetch(long_history))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert peak < 20 * MEGABYTE


def test_a_vanished_path_is_named(repository: Repository) -> None:
    gone = repository.path.with_name("gone")
    with pytest.raises(ProviderError, match=f"There is no folder {gone}.*correct the source"):
        list(fetch(Repository(gone)))


def test_a_folder_without_a_repository_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match=f"{tmp_path} is not a git repository"):
        list(fetch(Repository(tmp_path)))


def test_a_folder_inside_a_repository_is_not_taken_for_it(repository: Repository) -> None:
    repository.commit(files={"docs/index.md": "Hello"})
    with pytest.raises(ProviderError, match="is not a git repository"):
        list(fetch(Repository(repository.path / "docs")))


def test_an_unreadable_folder_is_named(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    # The administrator of the machine, who may run the tests, can read everything.
    monkeypatch.setattr("streams.providers.git.repository.os.access", lambda path, mode: False)
    with pytest.raises(ProviderError, match=f"may not read {repository.path}"):
        list(fetch(repository))


def test_a_damaged_repository_says_what_git_says(repository: Repository) -> None:
    sha = repository.commit()
    (repository.path / ".git/objects" / sha[:2] / sha[2:]).unlink()
    with pytest.raises(ProviderError, match=f"git could not read {repository.path}: .+{sha}"):
        list(fetch(repository))


def test_a_missing_git_program_is_named(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ProviderError, match="git program is not installed"):
        list(fetch(repository))


def test_branches_that_are_all_missing_are_named(repository: Repository) -> None:
    repository.commit()
    with pytest.raises(ProviderError, match="payments has none of the branches.*: master, trunk"):
        list(fetch(repository, branches=["master", "trunk"]))


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ([], "must be a JSON object"),
        ({}, "Folder: This field is required"),
        ({"path": "payments.git"}, "Folder: Write the repository's absolute folder"),
        ({"path": 7}, "Folder: Write the repository's absolute folder"),
        ({"path": "/srv/\a"}, "Folder: Write one line of text"),
        ({"path": "/srv", "branch": "main"}, "Unknown configuration branch; known: branches"),
        ({"path": "/srv", "branches": [7]}, "Branches: Write at most 200 words"),
        ({"path": "/srv", "branches": ["b" * 256]}, "Branches: Write at most 200 words"),
        ({"path": "/srv", "project": "P" * 256}, "Project: Ensure this value has at most 255"),
        ({"path": "/srv", "commit_url": "https://git.example.com/"}, "with {sha} where"),
        ({"path": "/srv", "commit_url": "javascript:alert('{sha}')"}, "Page of a commit: Write an http"),
        ({"path": "/srv", "commit_url": "https://user:secret@git.example.com/{sha}"}, "Write an http"),
        ({"path": "/srv", "commit_url": "https://[git/{sha}"}, "Write an http"),
    ],
)
def test_wrong_configuration_says_what_to_write(config: Any, says: str) -> None:
    with pytest.raises(ProviderError, match=says):
        Git().check(Provider(key="payments", config=config))


def test_checking_says_what_was_reached(repository: Repository) -> None:
    repository.fast_import(1_204)
    repository.set_refs([("refs/heads/one", "main"), ("refs/heads/two", "main~1")])
    says = "Reached payments: 1,204 commits on 3 branches, newest 2023-11-15."
    assert Git().check(provider_of(repository.path)) == says


def test_checking_a_detached_head_says_so(repository: Repository) -> None:
    repository.commit()
    repository.git("checkout", "-q", "--detach")
    repository.git("branch", "-q", "-D", "main")
    assert "1 commit on a detached HEAD" in Git().check(provider_of(repository.path))


def test_checking_an_empty_repository_is_no_failure(repository: Repository) -> None:
    assert Git().check(provider_of(repository.path)) == "Reached payments: it has no commit yet."


def test_checking_finds_a_misspelt_branch(repository: Repository) -> None:
    repository.commit()
    with pytest.raises(ProviderError, match="payments has no branch 'mian'"):
        Git().check(provider_of(repository.path, branches=["main", "mian"]))
