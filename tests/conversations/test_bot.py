"""Bots that say that they are, as conversations. Source of all: https://ircv3.net/specs/extensions/bot-mode"""

import pytest

from tests.support.play import World

BOT = {
    # #the-bot-isupport-token
    "the token names the mode": """
        ann> ISUPPORT
        ann< :parlour.local 005 ann … BOT=B …
        ann~
        ann> MODE ann +B
        ann< :ann MODE ann :+B
        ann> MODE ann
        ann< :parlour.local 221 ann +B
        ann.
    """,
    # #the-who-bot-flag
    "WHO has the flag": """
        ann> MODE ann +B
        bob> WHO ann
        bob< :parlour.local 352 bob … ann HB… :0 Ann
    """,
    # #the-rpl_whoisbot-335-numeric
    "WHOIS has a line": """
        ann> MODE ann +B
        bob> WHOIS ann
        bob<< :parlour.local 335 bob ann :…
    """,
    # #the-bot-tag: "SHOULD be added by the server to all commands sent by a bot", "MUST NOT send this tag with a value"
    "all that it does has the tag": """
        ann> MODE ann +B
        ann> JOIN #attic
        bob< @msgid=…;bot :ann!ann@127.0.0.1 JOIN #attic
        ann> PRIVMSG #attic :beep
        bob< @msgid=…;bot :ann!ann@127.0.0.1 PRIVMSG #attic :beep
        ann> NOTICE bob :beep
        bob< @msgid=…;bot :ann!ann@127.0.0.1 NOTICE bob :beep
        ann> NICK ann2
        bob< @msgid=…;bot :ann!ann@127.0.0.1 NICK :ann2
        ann> PART #attic
        bob< @msgid=…;bot :ann2!ann@127.0.0.1 PART #attic
        ann> JOIN #attic
        bob< @msgid=…;bot :ann2!ann@127.0.0.1 JOIN #attic
        ann> QUIT :bye
        bob< @msgid=…;bot :ann2!ann@127.0.0.1 QUIT :Quit: bye
        bob.
    """,
    "its own tags come behind": """
        ann> MODE ann +B
        ann> CAP REQ :message-tags
        ann> JOIN #attic
        bob~
        ann> @+draft/react=1 TAGMSG #attic
        bob< @msgid=…;bot;+draft/react=1 :ann!ann@127.0.0.1 TAGMSG #attic
    """,
    # "MUST only be sent to users who have requested the message-tags capability"
    "who did not ask for tags gets none": """
        cat> CAP REQ :server-time
        cat~
        ann> MODE ann +B
        ann> PRIVMSG cat :beep
        cat< @time=2023-11-14T22:13:20.000Z :ann!ann@127.0.0.1 PRIVMSG cat :beep
    """,
    "the past remembers it": """
        ann> JOIN #cellar
        ann> MODE ann +B
        ann> PRIVMSG #cellar :beep
        ann> MODE ann -B
        ann> PRIVMSG #cellar :I am Ann again
        bob> JOIN #cellar
        bob> CAP REQ :draft/chathistory batch
        bob~
        bob> CHATHISTORY LATEST #cellar * 10
        bob< … BATCH +p1 chathistory #cellar
        bob< @batch=p1;msgid=…;bot :ann!ann@127.0.0.1 PRIVMSG #cellar :[…] beep
        bob< @batch=p1;msgid=… :ann!ann@127.0.0.1 PRIVMSG #cellar :[…] I am Ann again
        bob< :parlour.local BATCH -p1
    """,
}


@pytest.mark.parametrize("script", BOT.values(), ids=BOT.keys())
def test_a_bot_is_seen_to_be_one(script: str) -> None:
    world = World()
    world.client("bob", "message-tags")
    world.play("bob> JOIN #attic\nbob~")
    world.play(script)


def test_who_is_no_bot_or_none_any_more_has_no_tag() -> None:
    world = World()
    bob = world.client("bob", "message-tags")
    world.play("""
        cat> PRIVMSG bob :hi
        ann> MODE ann +B
        ann> MODE ann -B
        ann> PRIVMSG bob :hi
    """)
    lines = bob.lines
    assert len(lines) == 2
    assert not any("bot" in line.partition(" ")[0] for line in lines)
