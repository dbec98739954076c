"""Two peers in memory: who they are to one another, and what somebody in between cannot do."""

import os
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from parlour.direct import messages
from parlour.direct.doorway import TRIES, Doorway
from parlour.direct.frames import frame
from parlour.direct.identity import Identity
from parlour.direct.messages import Bye, DiallerHello, ListenerHello, Pake, Ping, Say, Welcome
from parlour.direct.peer import FUTURE, WRONG, Failed, Happened, Paired, Peer, Strange, Verified
from parlour.direct.states import State


@dataclass
class Person:
    name: str
    identity: Identity = field(default_factory=lambda: Identity(Ed25519PrivateKey.generate()))
    pinned: set[bytes] = field(default_factory=set)
    now_ms: int = 1_000_000

    def __post_init__(self) -> None:
        self.certificate = self.identity.certificate()
        self.door = Doorway(
            self.pinned.__contains__, lambda: Welcome(self.name, 7800, "both"), os.urandom, lambda: self.now_ms
        )

    @property
    def key(self) -> bytes:
        return self.identity.key


ANN, BOB, EVE = Person("ann"), Person("bob"), Person("eve")
"""Strangers to one another; made once, as keys take a while."""


def person(base: Person, *friends: Person) -> Person:
    return Person(base.name, base.identity, {each.key for each in friends})


class Meeting:
    """Somebody dials somebody; what goes over the wire may be cut anyhow."""

    def __init__(self, dialler: Person, listener: Person, code: str = "", shown: Person | None = None) -> None:
        """`shown` is whose certificate the dialler sees, if not the listener's."""
        seen = shown or listener
        self.dialler = Peer(
            "dialler", dialler.identity, dialler.door, seen.certificate, os.urandom, listener_key=seen.key, code=code
        )
        self.listener = Peer("listener", listener.identity, listener.door, listener.certificate, os.urandom)
        self.at_dialler: list[Happened] = []
        self.at_listener: list[Happened] = []
        self.said: list[bytes] = []
        """What the dialler has sent."""

    def run(self, cut: int = 1 << 20) -> "Meeting":
        while True:
            to_listener, to_dialler = bytes(self.dialler.take_output()), bytes(self.listener.take_output())
            if not to_listener and not to_dialler:
                return self
            self.said.append(to_listener)
            for data, peer, happened in (
                (to_listener, self.listener, self.at_listener),
                (to_dialler, self.dialler, self.at_dialler),
            ):
                for at in range(0, len(data), cut):
                    if not peer.is_over:
                        happened.extend(peer.receive(data[at : at + cut]))


def failure(happened: list[Happened]) -> Failed:
    assert isinstance(happened[-1], Failed), happened
    return happened[-1]


@given(cut=st.integers(1, 300))
def test_friends_know_one_another_however_the_bytes_are_cut(cut: int) -> None:
    meeting = Meeting(person(ANN, BOB), person(BOB, ANN)).run(cut)
    assert meeting.at_dialler == [Verified(BOB.key, Welcome("bob", 7800, "both"))]
    assert meeting.at_listener == [Verified(ANN.key, Welcome("ann", 7800, "both"))]
    assert meeting.dialler.state is State.TALKING
    assert meeting.listener.state is State.DIAL_BACK


@given(cut=st.integers(1, 300))
def test_a_stranger_who_knows_the_code_becomes_a_friend(cut: int) -> None:
    bob = person(BOB)
    code = bob.door.code
    meeting = Meeting(person(ANN), bob, code).run(cut)
    assert [type(each) for each in meeting.at_dialler] == [Paired, Verified]
    assert [type(each) for each in meeting.at_listener] == [Strange, Paired, Verified]
    assert bob.door.code != code, "a code is for one"


def test_without_a_code_both_are_told_whom_they_have_met_and_the_dialler_goes() -> None:
    meeting = Meeting(person(ANN), person(BOB)).run()
    assert meeting.at_dialler == [Strange(BOB.key, knows=False)]
    assert meeting.at_listener == [Strange(ANN.key, knows=False)]
    assert meeting.dialler.is_over


@pytest.mark.parametrize("knows", ["dialler", "listener"])
def test_both_have_to_know_the_other(knows: str) -> None:
    ann, bob = person(ANN), person(BOB)
    (ann if knows == "dialler" else bob).pinned.add(BOB.key if knows == "dialler" else ANN.key)
    assert isinstance(Meeting(ann, bob).run().at_dialler[0], Strange)
    again = Meeting(ann, bob, bob.door.code).run()
    assert [type(each) for each in again.at_dialler] == [Paired, Verified]


def test_a_wrong_code_is_refused_and_used_up() -> None:
    bob = person(BOB)
    right = bob.door.code
    meeting = Meeting(person(ANN), bob, "lusab-babad").run()
    assert failure(meeting.at_listener) == Failed(WRONG, guessed=True)
    assert not any(isinstance(each, Paired | Verified) for each in meeting.at_dialler)
    assert failure(Meeting(person(ANN), bob, right).run().at_listener).guessed


def test_ten_may_guess_in_a_minute() -> None:
    bob = person(BOB)
    for _ in range(TRIES):
        assert failure(Meeting(person(ANN), bob, "lusab-babad").run().at_listener).guessed
    late = Meeting(person(ANN), bob, bob.door.code).run()
    assert failure(late.at_listener).why == "too many have tried the code within a minute"
    bob.pinned.add(ANN.key)
    assert isinstance(Meeting(person(ANN, BOB), bob).run().at_listener[-1], Verified), "friends are no strangers"
    bob.pinned.clear()
    bob.now_ms += 60_000
    assert isinstance(Meeting(person(ANN), bob, bob.door.code).run().at_listener[-1], Verified)


def test_somebody_in_between_with_another_certificate_is_found_out() -> None:
    """Eve shows Ann her own certificate and hands on what is said: Ann's proof is about the wrong one."""
    meeting = Meeting(person(ANN), person(BOB), shown=EVE).run()
    assert "could not prove their key" in failure(meeting.at_listener).why


def test_somebody_in_between_does_not_come_through_with_the_right_code() -> None:
    bob = person(BOB)
    meeting = Meeting(person(ANN), bob, bob.door.code, shown=EVE).run()
    assert not any(isinstance(each, Paired) for each in [*meeting.at_listener, *meeting.at_dialler])


def test_a_hello_and_proof_that_were_said_before_are_worth_nothing() -> None:
    bob = person(BOB, ANN)
    before = Meeting(person(ANN, BOB), bob).run()
    listener = Peer("listener", bob.identity, bob.door, bob.certificate, os.urandom)
    happened = listener.receive(b"".join(before.said))
    assert "could not prove their key" in failure(happened).why


def test_another_key_than_ones_own_cannot_be_claimed() -> None:
    bob = person(BOB, ANN)
    peer = Peer("listener", bob.identity, bob.door, bob.certificate, os.urandom)
    peer.receive(frame(messages.encode(DiallerHello([1], ANN.key, b"n" * 32))))
    signature = EVE.identity.prove(b"n" * 32, b"m" * 32, bob.certificate)
    happened = peer.receive(frame(messages.encode(messages.Proof(signature, knows=True))))
    assert "could not prove their key" in failure(happened).why


def test_a_version_from_the_future_is_refused_with_a_sentence() -> None:
    bob = person(BOB)
    peer = Peer("listener", bob.identity, bob.door, bob.certificate, os.urandom)
    assert failure(peer.receive(frame(messages.encode(DiallerHello([7, 8], ANN.key, b"n" * 32))))).why == FUTURE
    assert peer.take_output() == b"", "a stranger learns nothing"
    ann = person(ANN)
    dialler = Peer("dialler", ann.identity, ann.door, bob.certificate, os.urandom, listener_key=bob.key)
    assert failure(dialler.receive(frame(messages.encode(ListenerHello(2, b"n" * 32))))).why == FUTURE


def test_who_also_talks_in_later_versions_is_talked_to() -> None:
    bob = person(BOB)
    peer = Peer("listener", bob.identity, bob.door, bob.certificate, os.urandom)
    assert peer.receive(frame(messages.encode(DiallerHello([9, 1], ANN.key, b"n" * 32)))) == []


def test_a_frame_of_a_gigabyte_ends_the_connection_at_its_length() -> None:
    bob = person(BOB)
    peer = Peer("listener", bob.identity, bob.door, bob.certificate, os.urandom)
    assert "announced 1073741824" in failure(peer.receive((1 << 30).to_bytes(4))).why
    assert peer.is_over


@pytest.mark.parametrize(
    "content",
    [b"\xc1", b"GET / HTTP/1.0", messages.encode(Ping()), messages.encode(Pake(b"x")), messages.encode([1])],
)
def test_a_stranger_who_says_something_else_gets_nothing(content: bytes) -> None:
    bob = person(BOB)
    peer = Peer("listener", bob.identity, bob.door, bob.certificate, os.urandom)
    failure(peer.receive(frame(content)))
    assert peer.take_output() == b""


@given(st.binary(max_size=400))
def test_nothing_that_a_stranger_sends_is_a_mistake_of_ours(data: bytes) -> None:
    peer = Peer("listener", BOB.identity, BOB.door, BOB.certificate, os.urandom)
    peer.receive(data)
    peer.receive(frame(data[:300] or b"x")) if not peer.is_over else None
    assert not peer.is_talking


def test_one_does_not_talk_with_oneself() -> None:
    ann = person(ANN)
    assert failure(Meeting(ann, ann).run().at_listener).why == "that is yourself"


def talking() -> Meeting:
    return Meeting(person(ANN, BOB), person(BOB, ANN)).run()


def test_what_is_said_arrives() -> None:
    meeting = talking()
    say = Say(b"1" * 16, 5, "said", "hällo")
    meeting.dialler.send(say)
    meeting.listener.send(Ping())
    meeting.run()
    assert meeting.at_listener[-1] == say
    assert meeting.at_dialler[-1] == Ping()


def test_what_a_later_version_may_say_is_passed_over() -> None:
    meeting = talking()
    assert meeting.listener.receive(frame(messages.encode({"type": "wave", "hand": "left"}))) == []
    assert meeting.listener.is_talking


@pytest.mark.parametrize(
    "content",
    [
        b"\x93",
        messages.encode({"type": "say"}),
        messages.encode({"type": "kept", "id": b"short"}),
        messages.encode(Say(b"1" * 16, 1, "said", "\N{CJK UNIFIED IDEOGRAPH-6F22}" * 6000)),
    ],
)
def test_what_cannot_be_read_ends_the_talk_with_a_sentence(content: bytes) -> None:
    meeting = talking()
    assert "is no message of the protocol" in failure(meeting.listener.receive(frame(content))).why


def test_goodbye_ends_it_on_both_sides() -> None:
    meeting = talking()
    meeting.dialler.bye()
    meeting.run()
    assert meeting.at_listener[-1] == Bye()
    assert meeting.dialler.is_over
    assert meeting.listener.is_over
    assert meeting.listener.receive(frame(messages.encode(Ping()))) == [], "nothing is taken in any more"
