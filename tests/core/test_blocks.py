"""From whom somebody wants to hear nothing."""

import pytest

from parlour.core import blocks, channels, messages, presence
from parlour.core.events.messages import MESSAGE, NOTICE, TAGS
from parlour.core.events.sessions import BlockSet
from parlour.core.limits import Limits
from parlour.core.refusals import Why
from tests.core.test_sessions import ANN, BOB, CLEO, Talk


def listed(talk: Talk, who: int = ANN) -> list[str]:
    return blocks.blocked(talk.network, talk.people[who])


@pytest.mark.parametrize("kind", [MESSAGE, NOTICE, TAGS])
def test_who_is_blocked_can_say_nothing_to_one(kind: str) -> None:
    talk = Talk()
    talk.do(ANN, blocks.block, "bob")
    refusal = talk.refusal(BOB, messages.say, kind, "ann", "hi" * (kind != TAGS), "+a=b", None)
    assert (refusal.why, refusal.subject) == (Why.TAKES_NO_MESSAGES, ("ann",))
    assert talk.say(CLEO, "ann").to == talk.people[ANN].id
    assert talk.say(ANN, "bob").to == talk.people[BOB].id, "who blocks may still write"


def test_who_is_blocked_can_invite_one_to_nothing() -> None:
    talk = Talk()
    talk.do(BOB, channels.join, "#attic", None)
    talk.do(ANN, blocks.block, "bob")
    assert talk.refusal(BOB, channels.invite, "ann", "#attic").why is Why.TAKES_NO_MESSAGES


def test_a_user_stays_blocked_under_another_nick_and_whoever_takes_theirs_is_not() -> None:
    talk = Talk()
    talk.do(ANN, blocks.block, "BOB")
    talk.do(BOB, presence.change_nick, "dan")
    talk.do(CLEO, presence.change_nick, "bob")
    assert listed(talk) == ["dan!*@*"]
    assert talk.refusal(BOB, messages.say, MESSAGE, "ann", "hi", "", None).why is Why.TAKES_NO_MESSAGES
    talk.say(CLEO, "ann")


def test_a_mask_is_whoever_it_means() -> None:
    talk = Talk()
    talk.do(ANN, blocks.silence, "bob!*@*")
    talk.do(BOB, presence.change_nick, "dan")
    talk.say(BOB, "ann")
    talk.do(CLEO, presence.change_nick, "Bob")
    assert talk.refusal(CLEO, messages.say, MESSAGE, "ann", "hi", "", None).why is Why.TAKES_NO_MESSAGES


def test_a_mask_never_keeps_one_from_oneself() -> None:
    talk = Talk()
    talk.do(ANN, blocks.silence, "*!*@*")
    talk.say(ANN, "ann")


def test_a_nick_of_somebody_here_is_that_user_and_any_other_is_a_mask() -> None:
    talk = Talk()
    first, second = (talk.do(ANN, blocks.silence, whom) for whom in ("Bob", "Dan"))
    assert isinstance(first, BlockSet)
    assert isinstance(second, BlockSet)
    assert (first.whom, first.shown) == (talk.people[BOB].id, "bob")
    assert (second.whom, second.shown) == ("dan!*@*", "Dan!*@*")
    assert listed(talk) == ["bob!*@*", "Dan!*@*"]


@pytest.mark.parametrize("written", ["bob", "BOB", "bob!*@*"])
def test_a_user_is_unblocked_as_they_are_written_or_listed(written: str) -> None:
    talk = Talk()
    talk.do(ANN, blocks.block, "bob")
    talk.do(ANN, blocks.unblock, written)
    assert talk.people[ANN].blocks is None
    talk.say(BOB, "ann")


@pytest.mark.parametrize("written", ["dan", "Dan!*@*", "dan!*@*"])
def test_a_mask_is_unblocked_as_it_is_written_or_listed(written: str) -> None:
    talk = Talk()
    talk.do(ANN, blocks.silence, "dan")
    talk.do(ANN, blocks.unblock, written)
    assert listed(talk) == []


@pytest.mark.parametrize("whom", ["bob", "dan", "d*!*@*"])
def test_blocking_twice_is_blocking_once(whom: str) -> None:
    talk = Talk()
    talk.do(ANN, blocks.silence, whom)
    assert not talk.ask(ANN, blocks.silence, whom)
    assert not talk.refused


def test_what_cannot_be_blocked_is_refused() -> None:
    talk = Talk()
    assert talk.refusal(ANN, blocks.block, "dan").why is Why.OFFLINE
    assert talk.refusal(ANN, blocks.block, "ANN").why is Why.YOURSELF
    assert talk.refusal(ANN, blocks.silence, "a b").why is Why.BAD_BLOCK
    assert talk.refusal(ANN, blocks.unblock, "a b").why is Why.BAD_BLOCK
    assert talk.refusal(ANN, blocks.unblock, "bob").why is Why.NOT_BLOCKED


def test_there_are_only_so_many_blocks_and_guests_who_are_gone_take_no_place() -> None:
    talk = Talk()
    talk.limits = Limits(silence=2)
    talk.do(ANN, blocks.block, "bob")
    talk.do(ANN, blocks.silence, "d*!*@*")
    refusal = talk.refusal(ANN, blocks.block, "cleo")
    assert (refusal.why, refusal.subject) == (Why.BLOCKS_FULL, ("cleo",))
    talk.leave(BOB, "gone")
    talk.do(ANN, blocks.block, "cleo")
    assert listed(talk) == ["cleo!*@*", "d*!*@*"]
    assert len(talk.people[ANN].blocks or ()) == 2, "who is gone is remembered"
