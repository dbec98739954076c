"""The clauses of the tags of https://ircv3.net/specs/client-tags/ that a server can break: it relays them."""

import pytest

from tests.support.play import World

SPEC = "https://ircv3.net/specs/client-tags/"

TAGS = {
    "reply": ["+reply=01HF7YAT", "+draft/reply=01HF7YAT"],
    "react": ["+draft/react=\N{WAVING HAND SIGN};+reply=01HF7YAT", "+draft/react=lol;+draft/reply=01HF7YAT",
              "+draft/unreact=:);+reply=01HF7YAT"],
    "typing": ["+typing=active", "+typing=paused", "+typing=done", "+draft/typing=active"],
    "channel-context": ["+channel-context=#attic", "+draft/channel-context=#attic"],
}  # fmt: skip
EACH = [pytest.param(tags, id=f"{SPEC}{name} {tags}") for name, each in TAGS.items() for tags in each]


@pytest.mark.parametrize("tags", EACH)
@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE", "TAGMSG"])
@pytest.mark.parametrize("target", ["#attic", "bob"])
def test_it_is_relayed_as_it_is(target: str, command: str, tags: str) -> None:
    """#format of each: what the value is; #dependencies of each: with message-tags."""
    world = World()
    for name in ("ann", "bob"):
        world.client(name, "message-tags").send("JOIN #attic")
    text = "" if command == "TAGMSG" else " :hi"
    world.play(f"""
        cleo> JOIN #attic
        ann~
        bob~
        cleo~
        ann> @{tags} {command} {target}{text}
        bob< @msgid=…;{tags} :ann!ann@127.0.0.1 {command} {target}{text}
        bob.
        ann.
    """)
    if target == "#attic" and command != "TAGMSG":
        world.play(f"cleo< :ann!ann@127.0.0.1 {command} {target}{text}")
    world.play("cleo.")
