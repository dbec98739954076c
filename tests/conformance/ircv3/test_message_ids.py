"""The clauses of https://ircv3.net/specs/extensions/message-ids"""

import re

from tests.support.play import World
from tests.support.specification import Clause, Elsewhere, Kept, each

SPEC = "https://ircv3.net/specs/extensions/message-ids"

CLAUSES = [
    Clause("#dependencies", "ids are for who has message-tags", """
        ann> CAP REQ :server-time batch account-tag draft/chathistory
        ann~
        bob> PRIVMSG ann :hi
        ann< @time=2023-11-14T22:13:20.000Z :bob!bob@127.0.0.1 PRIVMSG ann :hi
        ann> CAP REQ :message-tags
        ann~
        bob> PRIVMSG ann :hi
        ann< @time=…;msgid=… :bob!bob@127.0.0.1 PRIVMSG ann :hi
        ann> CAP REQ :-message-tags -server-time
        ann~
        bob> PRIVMSG ann :hi
        ann< :bob!bob@127.0.0.1 PRIVMSG ann :hi
    """),
    Clause("#tags", "every PRIVMSG and NOTICE has one", """
        ann> CAP REQ :message-tags echo-message
        ann> JOIN #attic
        ann~
        ann> PRIVMSG #attic :hi
        ann< @msgid=… :ann!ann@127.0.0.1 PRIVMSG #attic :hi
        ann> NOTICE #attic :hi
        ann< @msgid=… :ann!ann@127.0.0.1 NOTICE #attic :hi
        ann> PRIVMSG bob,#attic :hi
        ann< :parlour.local 401 ann bob :No such nick/channel
        ann< @msgid=… :ann!ann@127.0.0.1 PRIVMSG #attic :hi
    """),
    Elsewhere("#tag-value", "an id is shown again with what is read later",
              "tests/conversations/test_history.py::test_a_piece_of_the_past"),
]  # fmt: skip


@each(CLAUSES)
def test_clause(clause: Kept) -> None:
    clause.hold()


def test_no_two_messages_have_the_same_id_and_all_who_see_one_see_the_same() -> None:
    """#tag-value: "MUST be unique, meaning any other message transmitted on the entire network at any time MUST NOT
    share the same value"."""
    world = World(on_join=0)
    people = [world.client(name, "message-tags", "echo-message") for name in ("ann", "bob", "cleo")]
    for client in people:
        client.send("JOIN #attic")
    for client in people:
        client.read = len(client.wire.sent)
    for number in range(20):
        for client in people:
            client.send(f"PRIVMSG #attic :{client.name}{number}", f"TAGMSG #attic,{client.name}", "TOPIC #attic :x")
    world.crash()
    people.append(world.client("dan", "message-tags", "echo-message"))
    people[-1].send("JOIN #attic", *(f"PRIVMSG #attic :dan{number}" for number in range(20)))
    seen: dict[str, str] = {}
    for client in people:
        for line in client.lines:
            found = re.match(r"@msgid=([^ ;]+)\S* (:.*)", line)
            if found is not None:
                assert re.fullmatch("[0-9A-Za-z]+", found[1])
                assert seen.setdefault(found[1], found[2]) == found[2]
    assert len(seen) > 3 * 20 * 3
