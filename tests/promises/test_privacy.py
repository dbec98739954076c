"""Promise 8: what was said belongs to those it was said to, and nothing tells whether there is more."""

import pytest

from tests.support.play import Client, World

CAPABILITIES = (
    "message-tags", "server-time", "batch", "labeled-response", "standard-replies", "draft/chathistory",
    "draft/event-playback",
)  # fmt: skip

ALL_TIMES = "timestamp=1970-01-01T00:00:00.000Z timestamp=2100-01-01T00:00:00.000Z"

WAYS = [
    "LATEST {} * 9", "BEFORE {} timestamp=2100-01-01T00:00:00.000Z 9", "AFTER {} timestamp=1970-01-01T00:00:00.000Z 9",
    "AROUND {} timestamp=2023-11-14T22:13:20.000Z 9", f"BETWEEN {{}} {ALL_TIMES} 9", "LATEST {} msgid=MSGID 9",
    "BEFORE {} msgid=MSGID 9", "AFTER {} msgid=MSGID 9", "AROUND {} msgid=MSGID 9",
]  # fmt: skip


def come(world: World, name: str) -> Client:
    """Somebody with all that it takes to read the past."""
    client = world.client(name, *CAPABILITIES)
    client.read = len(client.wire.sent)
    return client


def said(client: Client, query: str) -> list[str]:
    """What somebody is shown who asks the past."""
    client.read = len(client.wire.sent)
    client.send(f"CHATHISTORY {query}")
    return [line.partition(" :")[2].partition(" :")[2] for line in client.lines if " PRIVMSG " in line]


def targets(client: Client) -> list[str]:
    client.read = len(client.wire.sent)
    client.send(f"CHATHISTORY TARGETS {ALL_TIMES} 50")
    return [line.split(" CHATHISTORY TARGETS ")[1].split()[0] for line in client.lines if " TARGETS " in line]


def talk() -> tuple[World, Client, Client]:
    """Two who have talked with one another."""
    world = World()
    ann, bob = come(world, "ann"), come(world, "bob")
    world.play("ann> PRIVMSG bob :from ann\nbob> PRIVMSG ann :from bob\nann~\nbob~")
    return world, ann, bob


TEXTS = ["from ann", "from bob"]

# Conversations of guests


def test_both_can_read_what_they_said_to_one_another() -> None:
    _, ann, bob = talk()
    assert said(ann, "LATEST bob * 9") == TEXTS
    assert said(bob, "LATEST ann * 9") == TEXTS
    assert (targets(ann), targets(bob)) == (["bob"], ["ann"])


def test_nobody_else_can() -> None:
    world, _, _ = talk()
    cid = come(world, "cid")
    assert not said(cid, "LATEST ann * 9")
    assert not said(cid, "LATEST bob * 9")
    assert not targets(cid)


@pytest.mark.parametrize("way", ["quits", "breaks off", "goes by another nick"])
def test_whoever_takes_the_nick_next_reads_nothing_and_who_stayed_still_can(way: str) -> None:
    world, ann, bob = talk()
    if way == "quits":
        ann.send("QUIT")
    elif way == "breaks off":
        ann.drop()
    else:
        ann.send("NICK ada")
    name = "ada" if way == "goes by another nick" else "ann"
    assert said(bob, f"LATEST {name} * 9") == TEXTS
    assert targets(bob) == [name]
    other = come(world, "ann")
    assert not said(other, "LATEST bob * 9")
    assert not targets(other)
    world.play("ann> PRIVMSG bob :from another\nbob~")
    assert said(bob, "LATEST ann * 9") == ["from another"]
    assert said(other, "LATEST bob * 9") == ["from another"]
    if name == "ada":
        assert said(bob, "LATEST ada * 9") == TEXTS


def test_a_conversation_goes_on_whatever_the_two_are_called() -> None:
    world, ann, bob = talk()
    world.play("ann> NICK ada\nbob> NICK rob\nann> PRIVMSG rob :still\nbob~\nann~")
    assert said(bob, "LATEST ada * 9") == [*TEXTS, "still"]
    assert said(ann, "LATEST rob * 9") == [*TEXTS, "still"]
    assert (targets(ann), targets(bob)) == (["rob"], ["ada"])


def test_when_both_have_gone_nobody_reads_it_though_they_come_back_by_the_same_nicks() -> None:
    world, ann, bob = talk()
    ann.send("QUIT")
    bob.send("QUIT")
    for name, other in (("ann", "bob"), ("bob", "ann")):
        client = come(world, name)
        assert not said(client, f"LATEST {other} * 9")
        assert not targets(client)


def test_after_a_crash_nobody_reads_it() -> None:
    world, _, _ = talk()
    world.crash()
    for name, other in (("ann", "bob"), ("bob", "ann")):
        client = come(world, name)
        assert not said(client, f"LATEST {other} * 9")
        assert not targets(client)


def test_what_somebody_says_to_themselves_is_theirs() -> None:
    world = World()
    ann = come(world, "ann")
    ann.send("PRIVMSG ann :note")
    assert said(ann, "LATEST ann * 9") == ["note"]
    ann.send("QUIT")
    assert not said(come(world, "ann"), "LATEST ann * 9")


# Channels


def room(*modes: str) -> tuple[World, Client]:
    """A channel in which was talked, and somebody in it."""
    world = World()
    ann = come(world, "ann")
    ann.send("JOIN #attic", "PRIVMSG #attic :before", "TOPIC #attic :tea")
    for mode in modes:
        ann.send(f"MODE #attic {mode}")
    ann.send("PRIVMSG #attic :after")
    return world, ann


RESTRICTED = {
    "invite only": ["+i"], "with a key": ["+k key"], "secret": ["+s"], "invite only for a while": ["+i", "-i"],
    "with a key for a while": ["+k key", "-k key"], "secret for a while": ["+s", "-s"],
}  # fmt: skip
OPEN = {"as it was made": [], "open to words from outside": ["-n"], "moderated": ["+m"], "of few": ["+l 3"]}


def leave_and_come(world: World, ann: Client, end: str) -> Client:
    """All are gone from the channel, and somebody joins it."""
    if end == "crash":
        world.crash()
    else:
        ann.send(end)
    eve = come(world, "eve")
    eve.send("JOIN #attic")
    return eve


ENDS = ["PART #attic", "QUIT", "crash"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("modes", RESTRICTED.values(), ids=RESTRICTED.keys())
def test_the_past_of_a_channel_that_was_closed_to_some_ends_when_it_empties(modes: list[str], end: str) -> None:
    world, ann = room(*modes)
    scope = world.node.network.channels["#attic"].scope.id
    eve = leave_and_come(world, ann, end)
    assert world.node.network.channels["#attic"].scope.id != scope
    assert not said(eve, "LATEST #attic * 9")
    assert not targets(eve)
    world.play("dan> JOIN #attic\ndan< …JOIN #attic\ndan< …353…\ndan< …366…\ndan.")
    eve.send("PRIVMSG #attic :new")
    assert said(eve, "LATEST #attic * 9") == ["new"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("modes", OPEN.values(), ids=OPEN.keys())
def test_the_past_of_any_other_stays_under_its_name_without_its_topic_and_modes(modes: list[str], end: str) -> None:
    world, ann = room(*modes)
    eve = leave_and_come(world, ann, end)
    assert not any(f" {numeric} " in line for line in eve.lines for numeric in (332, 333))
    assert said(eve, "LATEST #attic * 9") == ["before", "after"]
    assert targets(eve) == ["#attic"]
    eve.send("MODE #attic")
    assert any("324 eve #attic +nt" in line for line in eve.lines)
    eve.send("PRIVMSG #attic :new")
    world.play("dan> JOIN #attic\ndan<< …:[22:13] before\ndan< …:[22:13] after\ndan< …:[22:13] new\ndan.")


def test_in_a_channel_that_never_emptied_nothing_ends() -> None:
    world, ann = room("+i", "-i")
    bob = come(world, "bob")
    bob.send("JOIN #attic")
    ann.send("QUIT")
    assert said(bob, "LATEST #attic * 9") == ["before", "after"]


def test_a_channel_whose_closing_could_not_be_kept_was_never_closed() -> None:
    world, ann = room()
    world.disk.broken = True
    ann.send("MODE #attic +i")
    world.disk.broken = False
    world.pass_time(1)
    eve = leave_and_come(world, ann, "PART #attic")
    assert said(eve, "LATEST #attic * 9") == ["before", "after"]


def test_a_channel_in_which_nothing_was_said_leaves_no_past() -> None:
    world = World()
    world.play("ann> JOIN #attic\nbob> JOIN #attic\nann> PART #attic\nbob> PART #attic")
    world.pass_time(2)
    assert not world.node.network.pasts
    assert not any(world.store.rows.values())


def test_who_has_left_reads_nothing_of_it_until_coming_back() -> None:
    world, ann = room()
    bob = come(world, "bob")
    bob.send("JOIN #attic", "PART #attic")
    assert not said(bob, "LATEST #attic * 9")
    assert not targets(bob)
    bob.send("JOIN #attic")
    assert said(bob, "LATEST #attic * 9") == ["before", "after"]
    assert said(ann, "LATEST #attic * 9") == ["before", "after"]


# Nothing tells

ASKED = [
    "TOPIC {}", "TOPIC {} :mine", "NAMES {}", "WHO {}", "MODE {}", "MODE {} b", "MODE {} +b", "MODE {} +o eve",
    "MODE {} +k", "PART {}", "PART {} :bye", "PRIVMSG {} :hi", "NOTICE {} :hi", "@+draft/react=x TAGMSG {}",
    "@+typing=active TAGMSG {}", "PRIVMSG {} :" + "x" * 490, "NAMES {},{}", "PRIVMSG eve,{} :hi",
    "KICK {} ann", "KICK {} ann :go", "INVITE eve {}", "INVITE ann {}", "MODE {} e", "MODE {} I", "MODE {} +beI x x x",
    "MODE {} -o ann", "MODE {} +f #own", "MODE #own +f {}", "PRIVMSG @{} :hi", "NOTICE +{} :hi", "PRIVMSG ~@{},eve :hi",
    "@+draft/react=x TAGMSG @{}", "LIST {}", "LIST {} >0", "LIST *{}*", "LIST", "WHO {} %tcuihsnfdlaor,1", "WHO {} o",
    "NAMES", "WHO ann", "WHOIS ann", "WHOIS ann ann", "LUSERS", "USERHOST ann", "HELP {}",
    *(f"CHATHISTORY {way}" for way in WAYS), f"CHATHISTORY TARGETS {ALL_TIMES} 9",
]  # fmt: skip

SECRETS = {
    "secret": ["MODE #hidden +s"],
    "secret and open to words from outside": ["MODE #hidden +s-n"],
    "secret and moderated": ["MODE #hidden +sm"],
    "secret, invite only and with a key": ["MODE #hidden +sik key"],
}


@pytest.mark.parametrize("lines", SECRETS.values(), ids=SECRETS.keys())
@pytest.mark.parametrize("labeled", [True, False], ids=["with a label", "without"])
def test_the_same_is_answered_about_a_secret_channel_and_one_that_is_not(lines: list[str], labeled: bool) -> None:
    world = World()
    ann, eve = come(world, "ann"), come(world, "eve")
    eve.send("JOIN #own")
    ann.send("JOIN #hidden", *lines, "PRIVMSG #hidden :secret words", "TOPIC #hidden :secret topic")
    msgid = world.store.rows[world.node.network.channels["#hidden"].scope.id][-1][3]
    for asked in ASKED:
        answers = []
        for name in ("#hidden", "#absent"):
            line = asked.replace("{}", name).replace("MSGID", msgid if name == "#hidden" else "01NONE")
            eve.read = len(eve.wire.sent)
            if labeled:
                line = f"@label=7;{line[1:]}" if line.startswith("@") else f"@label=7 {line}"
            eve.send(line)
            answer = _bare(eve.lines)
            assert "{}" in asked or "#hidden" not in answer, asked
            answers.append(answer.replace(name, "#name"))
        assert answers[0] == answers[1], asked


def _bare(lines: list[str]) -> str:
    """Lines without what is never twice the same: the names of batches, ids and times."""
    words = [word for line in lines for word in [*line.replace(";", " ").split(), "\n"]]
    changing = ("@batch=", "batch=", "+p", "-p", "msgid=", "@msgid=", "@time=", "time=")
    return " ".join(word for word in words if not word.startswith(changing))


@pytest.mark.parametrize("way", WAYS)
def test_the_past_of_a_channel_one_is_not_in_cannot_be_told_from_none(way: str) -> None:
    world, _ = room()
    eve = come(world, "eve")
    msgid = world.store.rows[world.node.network.channels["#attic"].scope.id][-1][3]
    answers = []
    for name in ("#attic", "#cella"):
        eve.read = len(eve.wire.sent)
        eve.send(f"CHATHISTORY {way.format(name).replace('MSGID', msgid)}")
        answers.append(_bare(eve.lines).replace(name, "#name"))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("way", WAYS)
def test_the_conversation_of_two_others_cannot_be_told_from_none(way: str) -> None:
    world, _, _ = talk()
    eve = come(world, "eve")
    come(world, "dan")
    answers = []
    for name in ("bob", "dan", "nil"):
        eve.read = len(eve.wire.sent)
        eve.send(f"CHATHISTORY {way.format(name)}")
        answers.append(_bare(eve.lines).replace(name, "name"))
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("way", [way for way in WAYS if "MSGID" in way])
def test_an_id_from_elsewhere_cannot_be_told_from_one_that_is_not(way: str) -> None:
    world, _ = room()
    eve = come(world, "eve")
    eve.send("JOIN #own", "PRIVMSG #own :mine")
    msgid = world.store.rows[world.node.network.channels["#attic"].scope.id][-1][3]
    answers = []
    for id in (msgid, "01NONE"):
        eve.read = len(eve.wire.sent)
        eve.send(f"CHATHISTORY {way.format('#own').replace('MSGID', id)}")
        answers.append(_bare(eve.lines))
    assert answers[0] == answers[1]
