"""Two sides, or three, on real connections of this machine's loopback."""

import asyncio
from pathlib import Path

import pytest

from parlour.direct.desk import Began, Ended, Unfit, Way
from tests.support.directs import befriend, side


async def test_whoever_dials_and_says_the_code_talks_on_a_connection_each_way(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        assert [is_own for is_own, _ in ann.lines("bob")] == [True, False]
        assert [is_own for is_own, _ in bob.lines("ann")] == [False, True]
        dialled = {ports[1]: is_own for is_own, ports in ann.lines("bob")}
        assert dialled[bob.node.port] is True, "Ann's connection leads to Bob's listener"
        assert [ports[0] for is_own, ports in ann.lines("bob") if not is_own] == [ann.node.port]
        ann.say("bob", "hello", "bob")
        await bob.until_heard("hello", "bob")
        bob.say("ann", "hello ann")
        await ann.until_heard("hello ann")
        await ann.until(lambda: ann.delivered == 2)
        await bob.until(lambda: bob.delivered == 1)


async def test_whoever_has_no_code_is_asked_for_it(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        ann.node.dial(bob.place)
        await ann.until_noted("type: /code WORD-WORD")
        await bob.until_noted("wants to talk, and is not known here. Tell them your code")
        ann.node.code(bob.code)
        await bob.until_talking("ann")


async def test_words_that_were_compared_do_as_well(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        ann.node.dial(bob.place)
        await bob.until_noted("type /trust 127.0.0.1")
        await ann.until_noted("you: /trust 127.0.0.1")
        bob.node.trust("127.0.0.1")
        ann.node.trust("127.0.0.1")
        await ann.until_talking("bob")
        await bob.until_talking("ann")


async def test_a_wrong_code_is_told_to_both_and_the_next_is_another(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        code = bob.code
        ann.node.dial(f"{bob.place} lusab-babad")
        await bob.until_noted("said a wrong code")
        await ann.until_noted("The code is wrong, or somebody stands in between; each code is for one guess")
        assert bob.code != code
        assert bob.node.friends() == []


async def test_both_dialling_at_once_is_one_talk(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        ann.node.bye("bob")
        await bob.until(lambda: isinstance(bob.told[-1], Ended))
        ann.told.clear()
        bob.told.clear()
        ann.node.dial("bob")
        bob.node.dial(ann.place)
        await ann.until_noted("Each direction has its own connection")
        await bob.until_noted("Each direction has its own connection")
        assert len(ann.lines("bob")) == len(bob.lines("ann")) == 2
        assert sum(isinstance(each, Began) for each in ann.told) == 1
        ann.say("bob", "once")
        await bob.until_heard("once")
        bob.say("ann", "only")
        await ann.until_heard("only")
        assert ann.heard == ["only"]
        assert bob.heard[-1:] == ["once"]


async def test_who_cannot_be_dialled_back_is_talked_to_on_one_connection(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await ann.node.meetings.listener.close()
        ann.node.dial(f"{bob.place} {bob.code}")
        await ann.until_noted("One connection carries both directions")
        await bob.until_noted("One connection carries both directions")
        bob.say("ann", "can you hear me?")
        await ann.until_heard("can you hear me?")
        ann.say("bob", "yes")
        await bob.until_heard("yes")
        assert len(ann.lines("bob")) == 1


async def test_what_is_said_while_the_other_is_away_waits_and_comes_once(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann:
        async with side(tmp_path / "bob", "bob") as bob:
            await befriend(ann, bob)
        await ann.until_noted("bob said goodbye")
        ann.say("bob", "one", "two")
        await ann.until(lambda: ann.node.friends()[0].waiting == 2)
        async with side(tmp_path / "bob", "bob") as bob:
            bob.node.dial(ann.place)
            await bob.until_heard("one", "two")
            await ann.until(lambda: ann.delivered == 2)
            assert ann.node.friends()[0].waiting == 0
            entries, is_all = bob.node.page("ann", before=None, limit=10)
            assert [each.text for each in entries] == ["one", "two"]
            assert is_all


async def test_a_lost_connection_is_made_again_and_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        said = [str(each) for each in range(3_000)]
        for start in range(0, 3_000, 300):
            ann.say("bob", *said[start : start + 300])
            await bob.until(lambda start=start: len(bob.heard) > start)  # type: ignore[misc]
            for line in list(ann.node.conversations[bob.node.meetings.identity.key].lines):
                line.abort()  # type: ignore[attr-defined]
        await bob.until(lambda: len(bob.heard) >= 3_000)
        assert bob.heard == said
        await ann.until(lambda: ann.delivered == 3_000)


async def test_a_changed_key_is_refused_with_an_explanation(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann:
        async with side(tmp_path / "bob", "bob") as bob:
            await befriend(ann, bob)
            port = bob.node.port
        await ann.until_noted("bob said goodbye")
        async with side(tmp_path / "eve", "bob") as eve:
            known = ann.node.known("bob")
            assert known is not None
            ann.node.met(known.key, "bob", "127.0.0.1", eve.node.port)
            ann.node.dial("bob")
            await ann.until_noted("shows another key than bob's")
            await eve.until_noted("went without saying who they are")
            assert len(eve.told) == 1, "nothing was said to it"
            del port


async def test_another_bob_is_called_otherwise(tmp_path: Path) -> None:
    async with (
        side(tmp_path / "ann", "ann") as ann,
        side(tmp_path / "bob", "bob") as bob,
        side(tmp_path / "other", "bob\x1b[31m") as other,
    ):
        await befriend(ann, bob)
        ann.node.dial(f"{other.place} {other.code}")
        await ann.until_talking("bob2")
        ann.say("bob", "to the first")
        ann.say("bob2", "to the other")
        await bob.until_heard("to the first")
        await other.until_heard("to the other")


@pytest.mark.parametrize("way", [Way.SEND, Way.RECEIVE])
async def test_one_way(tmp_path: Path, way: Way) -> None:
    async with side(tmp_path / "ann", "ann", way=way) as ann, side(tmp_path / "bob", "bob") as bob:
        await befriend(ann, bob)
        speaker, listener = (ann, bob) if way is Way.SEND else (bob, ann)
        assert f"Only you speak in this talk, and {listener.node.name} reads." in speaker.notes
        assert f"Only {speaker.node.name} speaks in this talk, and you read." in listener.notes
        speaker.say(listener.node.name, "hear me")
        await listener.until_heard("hear me")
        with pytest.raises(Unfit):
            listener.say(speaker.node.name, "and me?")


async def test_a_stranger_who_says_nothing_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parlour.direct.meetings.VERIFY_S", 0.2)
    async with side(tmp_path / "ann", "ann") as ann:
        reader, writer = await asyncio.open_connection("127.0.0.1", ann.node.port)
        assert await reader.read() == b""
        writer.close()
        await ann.until_noted("said nothing that is understood")


async def test_a_stranger_who_speaks_no_tls_is_told_of(tmp_path: Path) -> None:
    async with side(tmp_path / "ann", "ann") as ann:
        reader, writer = await asyncio.open_connection("127.0.0.1", ann.node.port)
        writer.write(b"hello\r\n" * 10)
        await reader.read()
        writer.close()
        await ann.until_noted("did not speak TLS")


@pytest.mark.parametrize("way", [Way.SEND, Way.RECEIVE])
async def test_two_who_both_want_one_way_are_told_that_nobody_can_speak(tmp_path: Path, way: Way) -> None:
    async with side(tmp_path / "ann", "ann", way=way) as ann, side(tmp_path / "bob", "bob", way=way) as bob:
        await befriend(ann, bob)
        assert "Nobody can say anything: you and bob both want to be the one who" in ann.notes
        with pytest.raises(Unfit):
            ann.say("bob", "hello?")
        with pytest.raises(Unfit):
            bob.say("ann", "hello?")
