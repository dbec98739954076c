"""What is opened, what is left alone, and that each question finds its way by an index."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from parlour.core.banlist import Ban
from parlour.core.events.sessions import HALF, SessionEnded, SessionOpened
from parlour.core.ports import Batch, Past, StoreTooNew, StoreUnavailable
from parlour.store import reading, schema, sqlite, writing
from parlour.store.rows import to_rows
from parlour.store.sqlite import SqliteStore
from tests.store.conftest import NOON_MS, Clock


def number(path: Path, question: str) -> int:
    with closing(sqlite3.connect(path)) as db:
        found: int = db.execute(question).fetchone()[0]
        return found


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


def state_of(path: Path) -> tuple[bytes, int, list[str]]:
    """All that an attempt to open could change: bytes, time of change, and files beside it."""
    return path.read_bytes(), path.stat().st_mtime_ns, sorted(other.name for other in path.parent.iterdir())


@pytest.fixture
def closed(path: Path, clock: Clock) -> Path:
    """The path of a store that is not open."""
    store = SqliteStore(path, "none", clock)
    store.open()
    store.close()
    return path


def test_a_new_store_has_todays_version_and_says_whose_it_is(closed: Path) -> None:
    assert number(closed, "PRAGMA user_version") == schema.VERSION
    assert number(closed, "PRAGMA application_id") == schema.APPLICATION_ID


def test_closing_leaves_one_file(closed: Path) -> None:
    assert [other.name for other in closed.parent.iterdir()] == [closed.name]


def test_an_empty_file_becomes_a_store(path: Path, clock: Clock) -> None:
    path.touch()
    store = SqliteStore(path, "none", clock)
    assert store.open() == []
    store.close()


def test_a_store_made_by_a_start_that_was_cut_short_is_made_whole(path: Path, clock: Clock) -> None:
    change(path, "PRAGMA journal_mode = WAL")
    store = SqliteStore(path, "none", clock)
    assert store.open() == []
    store.close()


@pytest.mark.parametrize("version", range(1, schema.VERSION))
def test_what_an_older_parlour_kept_is_there(path: Path, clock: Clock, version: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript((Path(__file__).parent / f"version_{version}.sql").read_text())
    assert number(path, "PRAGMA user_version") == version
    store = SqliteStore(path, "none", clock)
    assert store.open() == [Past(7, "#attic", 3, 3000, 2000)]
    tea = store.said_once("k")
    assert tea is not None
    assert tea.text == "Tea is ready"
    assert store.latest(7, 3, None, 9, everything=False).events == [tea]
    spam = Ban("192.0.2.0/24", "root", NOON_MS, None, "spam")
    store.commit(Batch(rows=[(7, 4, 4000, "m4", "message", "U2", tea.source.text, None, "#attic", "Milk?", "")],
                       bans={spam.key: spam}))  # fmt: skip
    store.close()
    assert store.open() == [Past(7, "#attic", 4, 4000, 4000)]
    assert store.bans() == [spam]
    opened = SessionOpened(8, "s", 5000, tea.source, "s", "U1", "ann", HALF, False)
    store.commit(Batch(rows=to_rows(opened, lambda _: 1), sessions={"s": 8}))
    store.close()
    store.open()
    assert [type(event) for event in store.latest(8, 9, None, 9, everything=True).events] == [
        SessionOpened, SessionEnded,
    ]  # fmt: skip
    store.close()
    assert number(path, "PRAGMA user_version") == schema.VERSION


def test_an_older_store_goes_forward_step_by_step(closed: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = (
        *schema.MIGRATIONS,
        ("ALTER TABLE scopes ADD COLUMN colour TEXT",),
        ("UPDATE scopes SET colour = 'red'", "CREATE TABLE colours (name TEXT)"),
    )
    change(closed, "INSERT INTO scopes (id, name, kept) VALUES (7, '#attic', 1)")
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    monkeypatch.setattr(schema, "VERSION", len(steps))
    store = SqliteStore(closed, "none", clock)
    assert store.open() == [Past(7, "#attic", 0, 0, 0)]
    store.close()
    assert number(closed, "PRAGMA user_version") == len(steps)
    assert number(closed, "SELECT count(*) FROM scopes WHERE colour = 'red'") == 1


def test_a_step_that_fails_changes_nothing_and_may_be_tried_again(
    closed: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = (*schema.MIGRATIONS, ("CREATE TABLE colours (name TEXT)", "INSERT INTO no_such_table VALUES (1)"))
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    monkeypatch.setattr(schema, "VERSION", len(steps))
    store = SqliteStore(closed, "none", clock)
    with pytest.raises(StoreUnavailable, match="no_such_table"):
        store.open()
    assert number(closed, "PRAGMA user_version") == len(steps) - 1
    assert number(closed, "SELECT count(*) FROM sqlite_master WHERE name = 'colours'") == 0
    monkeypatch.undo()
    assert store.open() == []
    store.close()


# What is left alone


def newer(path: Path) -> None:
    change(path, f"PRAGMA application_id = {schema.APPLICATION_ID}", "PRAGMA user_version = 99",
           "PRAGMA journal_mode = WAL", "CREATE TABLE events (id)")  # fmt: skip


FOREIGN: dict[str, tuple[Callable[[Path], object], type[Exception], str]] = {
    "a newer Parlour's store": (newer, StoreTooNew, r"version 99, and this Parlour knows versions up to \d+:"),
    "a text": (lambda path: path.write_text("Dear diary, " * 100), StoreUnavailable, "is not a database"),
    "a short text": (lambda path: path.write_text("Hi"), StoreUnavailable, "is not a database"),
    "another program's database": (
        lambda path: change(path, "CREATE TABLE t (a)"),
        StoreUnavailable,
        "another program",
    ),
    "a directory": (lambda path: path.mkdir(), StoreUnavailable, "cannot be read"),
}


@pytest.mark.parametrize(("make", "error", "words"), FOREIGN.values(), ids=FOREIGN.keys())
def test_it_is_refused_in_a_sentence_and_not_touched(
    path: Path, clock: Clock, make: Callable[[Path], object], error: type[Exception], words: str
) -> None:
    make(path)
    before = state_of(path) if path.is_file() else None
    with pytest.raises(error, match=words) as refused:
        SqliteStore(path, "disk", clock).open()
    assert str(path) in str(refused.value)
    assert str(refused.value).endswith(".")
    if before:
        assert state_of(path) == before


def test_a_newer_store_that_crashed_is_recognised_by_its_log(closed: Path, clock: Clock, tmp_path: Path) -> None:
    crashed = tmp_path / "crashed.db"
    with closing(sqlite3.connect(closed, isolation_level=None)) as db:
        db.execute("PRAGMA user_version = 99")
        for suffix in ("", "-wal"):
            shutil.copy(f"{closed}{suffix}", f"{crashed}{suffix}")
    log = Path(f"{crashed}-wal")
    before = crashed.read_bytes(), log.read_bytes()
    with pytest.raises(StoreTooNew, match="version 99"):
        SqliteStore(crashed, "disk", clock).open()
    assert (crashed.read_bytes(), log.read_bytes()) == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "nowhere" / "store.db"
    with pytest.raises(StoreUnavailable, match="nowhere"):
        SqliteStore(path, "disk", clock).open()


# Ways to the answer

QUESTIONS = {
    name: text for name, text in vars(reading).items() if isinstance(text, str) and text.lstrip().startswith("SELECT")
}


def test_the_questions_are_found() -> None:
    assert len(QUESTIONS) >= 8


OF_THE_START = {"PASTS": sqlite.PASTS, "OPEN_SESSIONS": sqlite.OPEN_SESSIONS, "NEWEST": sqlite.NEWEST}


@pytest.mark.parametrize("question", (QUESTIONS | OF_THE_START).values(), ids=(QUESTIONS | OF_THE_START).keys())
def test_no_question_reads_all_events(closed: Path, question: str) -> None:
    with closing(sqlite3.connect(closed)) as db:
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {question}", (1,) * question.count("?"))]
    ways = [
        step
        for step in plan
        if not step.startswith(("SCAN scopes", "SCAN sessions", "MULTI-INDEX", "INDEX", "CORRELATED", "SCALAR"))
    ]
    assert ways
    assert [step for step in ways if not step.startswith("SEARCH")] == []


def test_old_keys_are_found_by_their_time(closed: Path) -> None:
    with closing(sqlite3.connect(closed)) as db:
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {writing.FORGET_ONCE}", (NOON_MS, 10))]
    assert [step for step in plan if step.startswith("SCAN")] == []


def test_forgetting_old_keys_leaves_little_behind(path: Path, clock: Clock) -> None:
    store = SqliteStore(path, "none", clock)
    store.open()
    for day in range(20):
        clock.now_ms = NOON_MS + day * 24 * 60 * 60 * 1000
        for part in range(10):
            keys = [(f"{day}-{part}-{count}", "m", clock.now_ms) for count in range(20)]
            store.commit(Batch(once=keys))
    store.close()
    assert number(path, "SELECT count(*) FROM once") <= 8 * 200
