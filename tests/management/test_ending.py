"""Signals that end a command when it is ready to end."""

from __future__ import annotations

import os
import signal

import pytest

from streams.management.ending import ENDINGS, ending


@pytest.mark.parametrize("number", ENDINGS)
def test_a_signal_is_noted_and_whoever_listened_before_listens_again(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with ending() as is_ending:
        assert not is_ending()
        for _ in range(2):
            os.kill(os.getpid(), number)
            assert is_ending()
    assert signal.getsignal(number) is before


def test_in_a_hurry_the_second_one_interrupts() -> None:
    with pytest.raises(KeyboardInterrupt), ending(hurry=True) as is_ending:
        os.kill(os.getpid(), signal.SIGINT)
        assert is_ending()
        os.kill(os.getpid(), signal.SIGINT)
