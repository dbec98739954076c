"""The parts of the measurement that need no server."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bench import machine, page, threads
from bench.loads import (
    CHANNELS,
    IDLE,
    LOADS,
    ROOM,
    Figures,
    Latency,
    Run,
    RunFailed,
    middle,
    middle_of,
    p99,
    parse,
    per_cpu_s,
)
from bench.measurement import LIMIT, PARLOUR, Results, outcome
from bench.programs import build
from bench.run import FULL, QUICK, arguments
from bench.servers import ports_of
from bench.threads import LOOP, Sample, Used

ANSWER: dict[str, Any] = {
    "label": "", "mode": "room", "clients": 500, "channels": 1, "rate": 100, "register_per_s": 9000,
    "register_cpu_us": 60.0, "join_s": 0.2, "rss_kib_per_conn": 3.5, "wall_s": 8.0, "sent_per_s": 100,
    "deliveries_per_s": 49900, "server_cpu_s": 3.0, "deliveries_per_cpu_s": 133000, "load_cpu_s": 1.0,
    "latency_ms": {"p50": 1.0, "p99": 3.0, "p999": 4.0, "max": 5.0}, "closed": 0,
}  # fmt: skip


def figures(work: float = 100_000, ms: float = 2.0, cpu_s: float = 3.0) -> Figures:
    return Figures(60.0, 3.5, 100, 49_900, cpu_s, work, Latency(ms / 2, ms, ms, ms), 0)


def run(server: str, load: str = "room", others: float = 0.0, **of: float) -> Run:
    return Run(load, server, 0.25, others, figures(**of))


def results(*runs: Run, **more: Any) -> Results:
    found = Results({"date": "2026-01-02 03:04 UTC", "Parlour": "1.2.3", "history on": "ext4"}, FULL, **more)
    found.runs += runs
    return found


# loads


def test_a_load_says_what_ircload_is_told_and_how_much_is_due() -> None:
    assert ROOM.arguments == ["--clients", "500", "--channels", "1", "--senders", "1", "--rate", "100"]
    assert CHANNELS.arguments == ["--clients", "1000", "--channels", "50", "--senders", "2", "--rate", "1000"]
    assert (ROOM.due_per_s, CHANNELS.due_per_s) == (49_900, 19_000)
    tags = next(load for load in LOADS if load.name == "channels-tags")
    assert tags.arguments == [*CHANNELS.arguments, "--caps", "message-tags server-time"]
    pairs = next(load for load in LOADS if load.name == "pairs")
    assert "--rate" not in pairs.arguments
    assert (pairs.due_per_s, IDLE.due_per_s) == (0, 0)


def test_loads_have_names_of_their_own() -> None:
    assert len({load.name for load in (*LOADS, IDLE)}) == len(LOADS) + 1


def test_figures_are_read_from_ircloads_answer() -> None:
    found = parse(json.dumps(ANSWER), ROOM.due_per_s)
    assert (found.deliveries_per_cpu_s, found.latency_ms.p99, found.register_cpu_us) == (133_000, 3.0, 60.0)


FAILED = {
    "no answer": ("", "ircload's answer cannot be read"),
    "half an answer": (json.dumps(ANSWER)[:80], "ircload's answer cannot be read"),
    "a figure that is missing": (json.dumps({"closed": 0}), "ircload's answer cannot be read"),
    "a figure that is no number": (json.dumps(ANSWER | {"server_cpu_s": "nan"}), "ircload's answer cannot be read"),
    "connections that were closed": (json.dumps(ANSWER | {"closed": 3}), "3 connections were closed"),
    "nothing delivered": (json.dumps(ANSWER | {"deliveries_per_s": 0}), "nothing was delivered"),
    "a server that fell behind": (json.dumps(ANSWER | {"deliveries_per_s": 24950}), "only 50% of what was due"),
}


@pytest.mark.parametrize(("answer", "reason"), FAILED.values(), ids=FAILED)
def test_a_run_that_does_not_count_says_why(answer: str, reason: str) -> None:
    with pytest.raises(RunFailed, match=re.escape(reason)):
        parse(answer, ROOM.due_per_s)


MEDIANS = {
    "of three": ([3.0, 100.0, 2.0], 3.0),
    "of two": ([3.0, 4.0], 3.5),
    "of what could be measured": ([-1.0, 5.0, float("nan")], 5.0),
    "of nothing": ([], None),
    "of what could not be measured": ([-1.0], None),
}


@pytest.mark.parametrize(("values", "median"), MEDIANS.values(), ids=MEDIANS)
def test_the_median(values: list[float], median: float | None) -> None:
    assert middle_of(values) == median


def test_a_median_is_of_one_load_on_one_server_and_leaves_out_what_failed() -> None:
    runs = [
        run(PARLOUR, ms=1), run(PARLOUR, ms=9), run(PARLOUR, ms=2), run(LIMIT, ms=50), run(PARLOUR, "low", ms=70),
        Run("room", PARLOUR, 0, 0, None, "it was closed"),
    ]  # fmt: skip
    assert middle(runs, "room", PARLOUR, p99) == 2
    assert middle(runs, "pairs", PARLOUR, p99) is None


def test_too_little_cpu_time_is_not_divided_by() -> None:
    assert middle([run(PARLOUR, cpu_s=0.05)], "room", PARLOUR, per_cpu_s) is None


def test_whoever_waits_is_told_what_came_of_a_run() -> None:
    assert outcome(run(PARLOUR, others=0.25)) == (
        "100,000 deliveries per CPU second, p50 1.00 ms, p99 2.00 ms, others 0.25 cores"
    )
    assert outcome(Run("room", PARLOUR, 0, 0, None, "it was closed")) == "failed: it was closed"


# servers and programs


def test_ports_are_read_from_the_announcement() -> None:
    said = "parlour 1.2.3\nlistening: irc 127.0.0.1:4001\nlistening: irc [::1]:4003\nlistening: tls 127.0.0.1:4002\n"
    assert ports_of(said) == {"irc": 4001, "tls": 4002}
    assert ports_of("parlour 1.2.3\n") == {}


def test_what_is_missing_is_one_sentence(tmp_path: Path) -> None:
    programs = build(tmp_path / "nowhere", tmp_path)
    assert (programs.ircload, programs.limit) == (None, None)
    assert programs.missing.count("ircload.c is not in ") == programs.missing.count("limit.c is not in ") == 1
    assert programs.missing.endswith(
        "loads are left out; BENCH_SOURCES=FOLDER or --sources says where the sources are."
    )


def test_a_compiler_that_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ircload.c", "limit.c"):
        (tmp_path / name).touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert build(tmp_path, tmp_path).missing.startswith("there is no C compiler (cc) for ircload.c and ")


def test_the_sources_are_named_in_the_environment_or_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCH_SOURCES", "some/folder")
    assert arguments().parse_args([]).sources == Path("some/folder")
    assert arguments().parse_args(["--sources", "another"]).sources == Path("another")


# machine


def test_the_machine_is_described() -> None:
    assert machine.cpu_model("processor\t: 0\nmodel name\t: Fast  CPU @ 3 GHz\n") == "Fast CPU @ 3 GHz"
    assert machine.cpu_model("processor\t: 0\n") == ""
    assert machine.memory("MemTotal:       4194304 kB\nMemFree: 1 kB\n") == "4.0 GiB"


MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:26 / /tmp rw shared:2 - tmpfs tmpfs rw
31 22 8:2 / /tmp/my\\040disk rw - xfs /dev/sdb rw
32 22 8:3 / /srv rw - ext4 /dev/sdc rw
33 32 8:4 / /srv rw - btrfs /dev/sdd rw
"""
PLACES = {"/var": "ext4", "/tmp/a/b": "tmpfs", "/tmpfile": "ext4", "/tmp/my disk/a": "xfs", "/srv/a": "btrfs"}


@pytest.mark.parametrize(("path", "kind"), PLACES.items(), ids=PLACES)
def test_the_file_system_of_a_folder_is_that_of_the_nearest_mount(path: str, kind: str) -> None:
    assert machine.file_system(Path(path), MOUNTS) == kind


def test_busy_time_is_that_of_programs_and_what_was_stolen() -> None:
    assert machine.busy_s("cpu  300 100 7 7 7 7 7 50 0 0\ncpu0 1 1 1 1\n", 100) == 4.5


# threads


def test_a_threads_time_is_read_past_any_name() -> None:
    assert threads.parse("7 (a) b (c)) S 1 7 7 0 -1 4 0 0 0 0 150 50 0 0 20 0 3 0", 100) == Used(1.5, 0.5)


def test_threads_are_compared_over_the_last_seconds_only() -> None:
    samples = [
        Sample(0.0, {7: Used(0, 0)}),
        Sample(1.0, {7: Used(5, 1), 8: Used(1, 0)}),
        Sample(9.0, {7: Used(6, 3), 8: Used(2, 0), 9: Used(0.5, 0)}),
    ]
    used = threads.between(samples, 7, 8.0)
    assert used == {LOOP: Used(1, 2), "thread 2": Used(1, 0), "thread 3": Used(0.5, 0)}
    assert threads.total([used, {LOOP: Used(1, 1)}])[LOOP] == Used(2, 3)
    assert threads.between([], 7, 8.0) == {}


# the page

HAND = "<!-- by hand: history -->\n| kept | line |\n<!-- end: history -->\n"
VERDICTS = {
    "met": (0.61, 0.60, True, "at least 0.6: met"),
    "met exactly from above": (0.60, 0.60, True, "at least 0.6: met"),
    "met exactly from below": (4.0, 4.0, False, "at most 4: met"),
    "missed from below": (0.59, 0.60, True, "at least 0.6: **missed**"),
    "missed from above": (4.01, 4.0, False, "at most 4: **missed**"),
    "not measured": (None, 4.0, False, "at most 4: not measured"),
    "no mark": (0.1, None, True, ""),
}


@pytest.mark.parametrize(("value", "mark", "at_least", "said"), VERDICTS.values(), ids=VERDICTS)
def test_a_mark_is_met_or_missed(value: float | None, mark: float | None, at_least: bool, said: str) -> None:
    assert page.verdict(value, mark, at_least=at_least) == said


def test_a_table_and_its_numbers() -> None:
    assert page.table(("a", "b"), [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n"
    assert (page.number(12345.6), page.number(1.234, 2), page.number(None)) == ("12,346", "1.23", "-")


def test_the_page_compares_parlour_with_limit() -> None:
    found = results(run(LIMIT, work=200_000, ms=1), run(PARLOUR, work=130_000, ms=6))
    assert page.ratio(found, "room") == 0.65
    assert (
        f"| **room**: {ROOM.title} | 200,000 | 130,000 | 0.650 | at least 0.6: met | 1.00 | 6.00 | 5.00 | "
        "at most 4: **missed** |"
    ) in page.render(found)


def test_the_durabilities_stand_side_by_side() -> None:
    runs = [run(LIMIT, "channels", work=200_000), *(run(kind, "channels") for kind in ("none", "process", "disk"))]
    text = page.render(results(*runs))
    assert all(f"| {kind} | 100,000 | 0.500 | 1.00 | 2.00 |" in text for kind in ("none", "process", "disk"))


def test_without_limit_nothing_is_compared() -> None:
    assert "| - | 100,000 | - | at least 0.6: not measured | - | 2.00 | - |" in page.render(results(run(PARLOUR)))


def test_a_failed_run_gives_no_figures_and_is_told() -> None:
    failed = Run("room", PARLOUR, 0.5, 0.0, None, "it was closed")
    found = results(run(LIMIT), failed, failures=["room on Parlour, run 1: it was closed."])
    text = page.render(found)
    assert "- room on Parlour, run 1: it was closed.\n" in text
    assert "| room | Parlour | 0.50 | 0.00 | failed | - | - | - | - |" in text
    assert "| 100,000 | - | - | at least 0.6: not measured | 2.00 | - | - | at most 4: not measured |" in text


def test_the_page_of_nothing_says_what_is_missing() -> None:
    text = page.render(results(missing="ircload.c is not here."))
    assert "**Not all was measured:** ircload.c is not here.\n" in text
    assert "## Loads" not in text


@pytest.mark.parametrize(("others", "warned"), [(0.05, False), (0.8, True)])
def test_a_machine_that_was_not_idle_is_told(others: float, warned: bool) -> None:
    text = page.render(results(run(LIMIT), run(PARLOUR, others=others)))
    assert ("**The machine was not idle:** in 1 of 2 runs" in text) is warned


def test_a_quick_run_and_a_history_in_memory_are_told() -> None:
    found = results(run(PARLOUR))
    found.plan = QUICK
    found.machine["history on"] = "tmpfs"
    text = page.render(found)
    assert "**A quick run:**" in text
    assert "**The history was in memory,**" in text


def test_what_is_kept_by_hand_survives_again_and_again() -> None:
    extra = "<!-- by hand: something else -->\nText.\n<!-- end: something else -->\n"
    once = page.render(results(run(PARLOUR)), f"# Old\n\n{HAND}\n{extra}\nold figures\n")
    assert HAND in once
    assert extra in once
    assert "old figures" not in once
    assert page.render(results(run(PARLOUR)), once) == once


def test_a_new_page_has_a_place_for_each_part_that_is_kept_by_hand() -> None:
    assert page.by_hand(page.render(results())) == page.PARTS


BROKEN = {
    "no end": "<!-- by hand: history -->\ntext\n",
    "no beginning": "text\n<!-- end: history -->\n",
    "another's end": "<!-- by hand: history -->\ntext\n<!-- end: histories -->\n",
    "twice": HAND * 2,
}


@pytest.mark.parametrize("old", BROKEN.values(), ids=BROKEN)
def test_a_page_whose_parts_cannot_be_told_apart_is_not_written_over(old: str) -> None:
    with pytest.raises(page.BrokenPage):
        page.render(results(), old)


def test_the_line_for_the_history_fits_its_table() -> None:
    found = results(run(LIMIT, work=200_000), run(PARLOUR), run(PARLOUR, "idle"), values={"tls KiB": [30.0, 31.0]})
    line = page.history_line(found)
    assert line == "| 2026-01-02 | 1.2.3 | 0.500 | - | 3.5 | 30.5 | |"
    assert line.count("|") == page.PARTS["history"].splitlines()[0].count("|")


def test_the_page_in_the_repository_can_be_written_again() -> None:
    text = (machine.ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert set(page.by_hand(text)) >= set(page.PARTS)


@pytest.mark.parametrize(("p99_ms", "word"), [(7.9, "at most 8: met"), (8.1, "at most 8: **missed**")])
def test_talks_in_sessions_have_a_mark(p99_ms: float, word: str) -> None:
    line = next(
        line
        for line in page.render(results(values={"talks p99 ms": [p99_ms]})).splitlines()
        if line.startswith("| the same, 99 of a hundred |")
    )
    assert line.endswith(f"| {p99_ms:.2f} | {word} |")


def test_the_screen_of_the_client_has_marks() -> None:
    text = page.render(results(values={"screen keys p95 ms": [4.4, 4.6, 11.0], "screen MiB": [251.0]}))
    assert "| from a key to its echo, 95 of a hundred, ms | 4.6 | at most 10: met |" in text
    assert "| memory, MiB | 251.0 | at most 250: **missed** |" in text


def test_a_registration_has_a_mark() -> None:
    assert "| 60 | at most 120: met |" in page.render(results(run(PARLOUR, IDLE.name)))
