"""Client-only tags and those that are denied, as conversations.

Sources: https://ircv3.net/specs/extensions/message-tags, and of each tag https://ircv3.net/specs/client-tags/
"""

from typing import Any

import pytest

from tests.support.play import World

TAGGED = ("message-tags", "echo-message", "draft/chathistory", "draft/event-playback", "batch")

KEPT = {
    "reply": "+reply=M1", "an older reply": "+draft/reply=M1", "channel context": "+channel-context=#attic",
    "an older channel context": "+draft/channel-context=#attic", "a reaction": "+draft/react=\N{GRINNING FACE}",
    "a reaction taken back": "+draft/unreact=:)", "one of a vendor's": "+example.org/mood=fine\\:\\s\\\\",
    "one without a value": "+flag",
}  # fmt: skip
PASSING = {"typing": "+typing=active", "an older typing": "+draft/typing=done"}
"""What nobody keeps."""


def world(**options: Any) -> World:
    made = World(**options)
    made.client("ann", *TAGGED)
    made.client("bob", *TAGGED)
    made.play("ann> JOIN #attic\nbob> JOIN #attic\ncat> JOIN #attic\nann~\nbob~\ncat~")
    return made


@pytest.mark.parametrize("tag", [*KEPT.values(), *PASSING.values()], ids=[*KEPT, *PASSING])
@pytest.mark.parametrize("target", ["#attic", "bob"])
def test_a_client_only_tag_is_relayed_as_it_is(tag: str, target: str) -> None:
    """#client-only-tags: "servers MUST attach as-is to any relevant message relayed to other clients", "MUST be relayed
    on PRIVMSG, NOTICE and TAGMSG messages"; #the-tagmsg-tag-only-message: "MUST NOT deliver TAGMSG to clients that
    haven't negotiated the message tags capability"."""
    world().play(f"""
        ann> @{tag} PRIVMSG {target} :hi
        bob< @msgid=…;{tag} :ann!ann@127.0.0.1 PRIVMSG {target} :hi
        ann< @msgid=…;{tag} :ann!ann@127.0.0.1 PRIVMSG {target} :hi
        ann> @{tag} NOTICE {target} :hi
        bob< @msgid=…;{tag} :ann!ann@127.0.0.1 NOTICE {target} :hi
        cat~
        ann> @{tag} TAGMSG {target}
        bob< @msgid=…;{tag} :ann!ann@127.0.0.1 TAGMSG {target}
        cat.
    """)


@pytest.mark.parametrize("tag", KEPT.values(), ids=KEPT)
def test_what_tags_say_is_kept(tag: str) -> None:
    world().play(f"""
        ann> @{tag} TAGMSG #attic
        bob~
        bob> CHATHISTORY LATEST #attic * 1
        bob< … BATCH +p1 chathistory #attic
        bob< @batch=p1;msgid=…;{tag} :ann!ann@127.0.0.1 TAGMSG #attic
        bob< :parlour.local BATCH -p1
    """)


@pytest.mark.parametrize("tag", PASSING.values(), ids=PASSING)
def test_what_only_holds_now_is_not_kept(tag: str) -> None:
    # https://ircv3.net/specs/client-tags/typing
    world().play(f"""
        ann> @{tag} TAGMSG #attic
        bob~
        bob> CHATHISTORY LATEST #attic * 1
        bob< … BATCH +p1 chathistory #attic
        bob< @batch=p1;msgid=… :cat!cat@127.0.0.1 JOIN #attic
        bob< :parlour.local BATCH -p1
    """)


def test_what_is_no_client_only_tag_is_taken_off() -> None:
    # #security-considerations: "Tags without the client-only prefix MUST be removed by the server before being relayed"
    played = world()
    played.play(r"ann> @msgid=forged;time=2000-01-01T00:00:00.000Z;account=root;bot;draft/x=1;+y=2 PRIVMSG #attic :hi")
    [line] = played.clients["bob"].lines
    tags = line.partition(" ")[0]
    assert tags.endswith(";+y=2")
    assert tags.count(";") == 1
    assert "forged" not in tags


def test_who_did_not_ask_for_tags_can_send_none() -> None:
    """They are not enabled: https://ircv3.net/specs/extensions/message-tags#message-tags-capability"""
    world().play("""
        cat> @+reply=M1 PRIVMSG #attic :hi
        bob< @msgid=… :cat!cat@127.0.0.1 PRIVMSG #attic :hi
        cat> @+typing=active TAGMSG #attic
        cat< :parlour.local 421 cat TAGMSG :Unknown command
        bob.
    """)


DENIED = {
    "a few": ("typing", "draft/react"),
    "all": ("*",),
    "all but one": ("*", "-reply"),
}
RELAYED = {
    "a few": {"+typing": False, "+draft/react": False, "+draft/typing": True, "+reply": True, "+Typing": True},
    "all": {"+typing": False, "+draft/react": False, "+reply": False},
    "all but one": {"+typing": False, "+draft/reply": False, "+reply": True},
}
CASES = [(name, tag, relayed) for name, tags in RELAYED.items() for tag, relayed in tags.items()]


@pytest.mark.parametrize(("denied", "tag", "relayed"), CASES, ids=[f"{name}, {tag}" for name, tag, _ in CASES])
def test_what_is_denied_is_not_relayed_and_the_rest_is(denied: str, tag: str, relayed: bool) -> None:
    # #rpl_isupport-tokens: "certain client-only tags are blocked and will be silently ignored"
    played = world(denied_tags=DENIED[denied])
    shown = f";{tag}=1" if relayed else ""
    bob = played.clients["bob"]
    played.play(f"ann> @{tag}=1 PRIVMSG #attic :hi")
    [line] = bob.lines
    tags, _, rest = line.partition(" ")
    assert rest == ":ann!ann@127.0.0.1 PRIVMSG #attic :hi"
    assert tags.partition(";")[2] == shown.lstrip(";")
    played.play("ann~")
    # A message that carries text is never blocked for its tags, one of nothing but denied tags has nothing to say.
    played.play(f"ann> @{tag}=1 TAGMSG #attic")
    assert len(bob.lines) == relayed
    played.play("ann~" if relayed else "ann.")


def test_of_denied_tags_and_others_the_others_are_relayed() -> None:
    world(denied_tags=("typing",)).play("""
        ann> @+typing=active;+draft/react=x TAGMSG #attic
        bob< @msgid=…;+draft/react=x :ann!ann@127.0.0.1 TAGMSG #attic
        bob.
    """)


@pytest.mark.parametrize("denied", DENIED)
def test_what_is_denied_is_announced(denied: str) -> None:
    """#rpl_isupport-tokens: "The client-only prefix (+) is omitted", "[the asterisk] MUST be the first item"."""
    world(denied_tags=DENIED[denied]).play(f"""
        ann> ISUPPORT
        ann< :parlour.local 005 ann … CLIENTTAGDENY={",".join(DENIED[denied])} …
    """)


def test_where_nothing_is_denied_nothing_is_announced() -> None:
    # "omitting the token entirely is recommended instead"
    played = world()
    played.clients["ann"].send("ISUPPORT")
    assert not any("CLIENTTAGDENY" in line for line in played.clients["ann"].lines)
