"""Harbours with several faults that have nothing to do with each other: they fail exactly the tests of these.

Run by test_broken.py, in a process of its own.
"""

from __future__ import annotations

from tests.testing.faults.asking import (
    AsksAboutDeliveries,
    CannotBeChecked,
    DoesPlainly,
    FewIds,
    Heartbeat,
    KeysBreakPlainly,
    NamelessKeys,
    PrintsTheToken,
    SaysNothingOfTrouble,
    StrangeFields,
    TellsTheToken,
    WithoutAName,
    WithoutTimes,
)
from tests.testing.faults.delivering import (
    ChecksSilently,
    CutsNothing,
    LogsItsToken,
    NeverGivesUp,
    StartsOver,
    TakesFromAnybody,
    TimesOfTheServer,
    TrustsTheShape,
)
from tests.testing.faults.fetching import (
    BreaksPlainly,
    ChangesItsCursor,
    CursorOfTuples,
    ForgetsTheWait,
    GoesAround,
    IdsByChance,
    LeavesOpen,
    RemembersOnItself,
    SaysError,
)
from tests.testing.faults.remembering import (
    AnotherIdWhenDelivered,
    AsksForEntities,
    DoesAnything,
    ForgetsThePast,
    ForgetsWhatIsGone,
    GoesTooFarBack,
    Hasty,
    MoorsAnywhere,
    TokenInTheOpen,
    UndoneByObjects,
)
from tests.testing.faults.saying import (
    AllAtOnce,
    ClaimsEverything,
    CutsAtMarkup,
    DeclaresNothing,
    DropsTheZone,
    LeaksInErrors,
    ReadsTheRow,
    TellsNewsOfOld,
)
from tests.testing.harbour import HarbourContract


class Careless(
    CursorOfTuples,
    ChangesItsCursor,
    RemembersOnItself,
    GoesAround,
    LeavesOpen,
    BreaksPlainly,
    SaysError,
    ForgetsTheWait,
):
    key = "careless"


class Unclear(
    AllAtOnce, DropsTheZone, CutsAtMarkup, DeclaresNothing, ReadsTheRow, LeaksInErrors, ClaimsEverything, TellsNewsOfOld
):
    key = "unclear"


class Gullible(
    StartsOver,
    TimesOfTheServer,
    CutsNothing,
    LogsItsToken,
    ChecksSilently,
    TakesFromAnybody,
    TrustsTheShape,
    NeverGivesUp,
):
    key = "gullible"


class Lossy(
    Hasty, AnotherIdWhenDelivered, ForgetsThePast, GoesTooFarBack, ForgetsWhatIsGone, TokenInTheOpen, UndoneByObjects,
    DoesAnything, MoorsAnywhere, AsksForEntities,
):  # fmt: skip
    key = "lossy"


class Rough(
    WithoutAName, KeysBreakPlainly, NamelessKeys, TellsTheToken, PrintsTheToken, StrangeFields, SaysNothingOfTrouble,
    WithoutTimes, AsksAboutDeliveries, DoesPlainly,
):  # fmt: skip
    key = "rough"


class Sloppy(Heartbeat, FewIds, CannotBeChecked):
    key = "sloppy"


class TestIdsByChance(HarbourContract):
    backend = IdsByChance


class TestCareless(HarbourContract):
    backend = Careless


class TestUnclear(HarbourContract):
    backend = Unclear


class TestGullible(HarbourContract):
    backend = Gullible


class TestLossy(HarbourContract):
    backend = Lossy


class TestRough(HarbourContract):
    backend = Rough


class TestSloppy(HarbourContract):
    backend = Sloppy
