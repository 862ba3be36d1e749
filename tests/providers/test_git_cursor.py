"""Going on after an interruption or a rewrite: no commit is lost, and none stays that was taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repositories import Reader, Repository, fetch


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "payments")


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.providers.git.BATCH_SIZE", 3)


def test_a_rewritten_branch_takes_its_old_commits_away(repository: Repository) -> None:
    kept = repository.commits(3)[0]
    reader = Reader(repository)
    reader.poll()
    repository.git("reset", "-q", "--hard", kept)
    fresh = repository.commit("Another way")
    assert reader.poll() == [fresh]
    assert reader.stored == {kept, fresh}


def test_many_old_commits_are_taken_away_in_pieces(repository: Repository, small_batches: None) -> None:
    kept, *lost = repository.commits(8)
    reader = Reader(repository)
    reader.poll()
    repository.git("reset", "-q", "--hard", kept)
    removed = [batch.removed for batch in fetch(repository, reader.cursor)]
    assert [len(piece) for piece in removed] == [3, 3, 1, 0]
    assert {sha for piece in removed for sha in piece} == set(lost)


def test_taking_away_goes_on_after_an_interruption(repository: Repository, small_batches: None) -> None:
    kept = repository.commits(8)[0]
    reader = Reader(repository)
    reader.poll()
    repository.git("reset", "-q", "--hard", kept)
    fresh = repository.commit()
    reader.poll(batches=2)
    reader.poll()
    assert reader.stored == {kept, fresh}


def test_a_deleted_branch_takes_away_what_only_it_held(repository: Repository) -> None:
    on_main = repository.commit()
    repository.git("checkout", "-q", "-b", "feature")
    repository.commit()
    reader = Reader(repository)
    reader.poll()
    repository.git("checkout", "-q", "main")
    repository.git("branch", "-q", "-D", "feature")
    reader.poll()
    assert reader.stored == {on_main}


def test_reading_goes_on_after_old_commits_were_collected(repository: Repository) -> None:
    kept = repository.commits(3)[0]
    reader = Reader(repository)
    reader.poll()
    repository.git("reset", "-q", "--hard", kept)
    fresh = repository.commit("Another way")
    repository.forget_unreachable()
    assert fresh in reader.poll()
    assert reader.cursor == {"heads": [fresh]}


@pytest.mark.parametrize("batches", range(1, 5))
def test_an_interrupted_fetch_goes_on_where_it_stopped(
    repository: Repository, small_batches: None, batches: int
) -> None:
    shas = repository.commits(11)
    reader = Reader(repository)
    first = reader.poll(batches)
    assert first + reader.poll() == shas[::-1]
    assert reader.cursor == {"heads": [shas[-1]]}


def test_what_comes_during_an_interruption_is_not_lost(repository: Repository, small_batches: None) -> None:
    shas = repository.commits(8)
    reader = Reader(repository)
    reader.poll(batches=1)
    shas += repository.commits(5)
    reader.poll(batches=2)
    shas += repository.commits(2)
    reader.poll()
    reader.poll()
    assert reader.stored == set(shas)
    assert reader.cursor == {"heads": [shas[-1]]}


def test_the_total_counts_what_an_interrupted_fetch_left(repository: Repository, small_batches: None) -> None:
    repository.commits(8)
    reader = Reader(repository)
    reader.poll(batches=1)
    repository.commits(4)
    assert {batch.total for batch in fetch(repository, reader.cursor)} == {5 + 4}


def test_a_rewrite_during_an_interruption_loses_nothing(repository: Repository, small_batches: None) -> None:
    shas = repository.commits(8)
    reader = Reader(repository)
    reader.poll(batches=1)
    repository.git("reset", "-q", "--hard", shas[3])
    fresh = repository.commit("Another way")
    reader.poll()
    assert reader.stored == {*shas[:4], fresh}


def test_a_collected_rewrite_during_an_interruption_loses_nothing(repository: Repository, small_batches: None) -> None:
    shas = repository.commits(8)
    reader = Reader(repository)
    reader.poll(batches=1)
    repository.git("reset", "-q", "--hard", shas[3])
    fresh = repository.commit("Another way")
    repository.forget_unreachable()
    reader.poll()
    assert reader.stored >= {*shas[:4], fresh}


def test_deepening_a_clone_during_an_interruption_loses_nothing(
    repository: Repository, tmp_path: Path, small_batches: None
) -> None:
    repository.commits(3)
    repository.git("checkout", "-q", "-b", "side")
    repository.commits(4)
    repository.git("checkout", "-q", "main")
    repository.commits(4)
    repository.git("merge", "-q", "--no-ff", "-m", "Merge", "side")
    shallow = repository.clone(tmp_path / "shallow", "--depth=2")
    reader = Reader(shallow)
    reader.poll(batches=1)
    shallow.git("fetch", "-q", "--unshallow")
    reader.poll()
    assert reader.stored == set(shallow.git("rev-list", "main").split())


def test_a_branch_that_is_no_longer_wanted_takes_its_commits_away(repository: Repository) -> None:
    on_main = repository.commit()
    repository.git("checkout", "-q", "-b", "feature")
    repository.commit()
    reader = Reader(repository)
    reader.poll()
    reader.config = {"branches": ["main"]}
    reader.poll()
    assert reader.stored == {on_main}


def test_a_shallow_clone_that_moves_on_takes_nothing_away(repository: Repository, tmp_path: Path) -> None:
    shas = repository.commits(2)
    shallow = repository.clone(tmp_path / "shallow", "--depth=1")
    reader = Reader(shallow)
    reader.poll()
    shas += repository.commits(2)
    shallow.git("fetch", "-q", "--depth=1", "origin", "main")
    shallow.git("reset", "-q", "--hard", "FETCH_HEAD")
    reader.poll()
    assert reader.stored == {shas[1], shas[3]}
