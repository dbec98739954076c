"""The store in SQLite answers as the simple one in memory does, whatever happened before."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from parlour.core.banlist import Ban
from parlour.core.ports import Batch, Page, Past, Reference, Row, Store, StoreUnavailable
from parlour.store.sqlite import SqliteStore
from tests.store.conftest import NOON_MS, Clock
from tests.support.events import ANN
from tests.support.examples import examples
from tests.support.memory_store import MemoryStore

SCOPES = (1, 2, 3)
KINDS = ["message", "message", "notice", "tags", "parted", "quit"]

Answer = Page | list[Past] | object
Question = Callable[[Store], Answer]

scopes = st.sampled_from(SCOPES)
some = st.sets(scopes, max_size=1)
keys = st.tuples(st.sampled_from("kl"), st.sampled_from(["m1-1", "m2-2", "m3-3", "m0"]), st.just(NOON_MS))

targets = st.sampled_from(["10.0.0.0/16", "ann!*@*", "~r:*bot*"])
ends = st.sampled_from([None, NOON_MS - 1, NOON_MS, NOON_MS + 1])
bans = st.dictionaries(targets, st.none() | st.tuples(ends, st.sampled_from(["", "spam"])), max_size=2).map(
    lambda drawn: {key: end and Ban(key, "root", NOON_MS - 5, *end) for key, end in drawn.items()}
)


@st.composite
def histories(draw: st.DrawFn) -> list[Batch]:
    """Batches as a journal makes them: in each scope seq rises, with gaps, and time never falls."""
    ends = dict.fromkeys(SCOPES, (0, 100))
    batches = []
    for size in draw(st.lists(st.integers(0, 12), min_size=1, max_size=5)):
        rows: list[Row] = []
        for _ in range(size):
            scope = draw(scopes)
            seq = ends[scope][0] + draw(st.sampled_from([1, 1, 1, 2, 40]))
            at_ms = ends[scope][1] + draw(st.sampled_from([0, 1, 1, 5]))
            ends[scope] = (seq, at_ms)
            text = draw(st.sampled_from(["hello", "hello", ""]))
            rows.append((scope, seq, at_ms, f"m{scope}-{seq}", draw(st.sampled_from(KINDS)), ANN.user, ANN.text, None,
                         "#attic", text, ""))  # fmt: skip
        names = {scope: f"#{scope}" for scope in draw(some)}
        once = draw(st.lists(keys, max_size=2))
        batches.append(Batch(rows, names, draw(some), draw(some), draw(some), once, draw(bans)))
    return batches


references = st.one_of(
    st.builds(lambda at_ms: Reference(at_ms=at_ms), st.integers(95, 150)),
    st.builds(lambda scope, seq: Reference(msgid=f"m{scope}-{seq}"), scopes, st.integers(1, 12)),
)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A page that somebody may ask for."""
    scope, upto, limit = draw(scopes), draw(st.integers(0, 20) | st.just(1000)), draw(st.integers(1, 8))
    everything, one, other = draw(st.booleans()), draw(references), draw(references)
    after = draw(st.none() | references)
    reads: list[Question] = [
        lambda store: store.latest(scope, upto, after, limit, everything=everything),
        lambda store: store.before(scope, upto, one, limit, everything=everything),
        lambda store: store.after(scope, upto, one, limit, everything=everything),
        lambda store: store.around(scope, upto, one, limit, everything=everything),
        lambda store: store.between(scope, upto, one, other, limit, everything=everything),
        lambda store: store.said_once("k"),
        lambda store: sorted(store.bans(), key=lambda ban: ban.key),
    ]
    return draw(st.sampled_from(reads))


def kept(store: Store, batch: Batch) -> bool:
    try:
        store.commit(batch)
    except StoreUnavailable:
        return False
    return True


@settings(deadline=None, max_examples=examples(80))
@given(histories(), st.lists(questions(), min_size=1, max_size=12), st.booleans())
def test_both_stores_give_the_same_answers(batches: list[Batch], asked: list[Question], restarting: bool) -> None:
    clock = Clock()
    with TemporaryDirectory() as directory:
        memory, sqlite = MemoryStore(clock), SqliteStore(Path(directory, "store.db"), "none", clock)
        assert memory.open() == sqlite.open()
        try:
            for batch in batches:
                # The first one again: if it has rows, their places are taken.
                for tried in (batch, batches[0]):
                    assert kept(memory, tried) is kept(sqlite, tried)
            if restarting:
                sqlite.close()
                assert memory.open() == sqlite.open()
            for question in asked:
                assert question(sqlite) == question(memory)
        finally:
            sqlite.close()
