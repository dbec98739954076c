"""Names of all scripts, names that look alike, and hosts that hide an address, as conversations."""
# ruff: noqa: RUF001

import pytest

from tests.support.play import World

CASES = {
    "a nick may have letters of any script": """
        ann> NICK Аня
        ann< :ann!ann@127.0.0.1 NICK :Аня
        ann> JOIN #attic
        ann< :Аня!ann@127.0.0.1 JOIN #attic
        ann~
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #attic
        bob< :parlour.local 353 bob = #attic :…Аня…
        bob~
        bob> PRIVMSG Аня :привет
        ann<< :bob!bob@127.0.0.1 PRIVMSG Аня :привет
        bob> PRIVMSG аня :привет
        bob< :parlour.local 401 bob аня :No such nick/channel
    """,
    "a nick in two directions, with a picture or with what cannot be seen is none": """
        ann> NICK annשלום
        ann< :parlour.local 432 ann annשלום :Erroneous nickname
        ann> NICK ann🎉
        ann< :parlour.local 432 ann ann🎉 :Erroneous nickname
        ann> NICK ann\u200b
        ann< :parlour.local 432 ann ann\u200b :Erroneous nickname
        ann.
    """,
    "a nick that looks like somebody's is refused, whatever its script and case": """
        ann> NICK Ivan
        ann~
        bob> NICK lvan
        bob< :parlour.local 433 bob lvan :Nickname looks too much like the one of somebody who is here
        bob> NICK Іvan
        bob< :parlour.local 433 bob Іvan :Nickname looks too much like the one of somebody who is here
        bob> NICK IVАN
        bob< :parlour.local 433 bob IVАN :Nickname looks too much like the one of somebody who is here
        bob> NICK IVAN
        bob< :parlour.local 433 bob IVAN :Nickname is already in use
        bob> NICK Iván
        bob< :bob!bob@127.0.0.1 NICK :Iván
    """,
    "a nick that looks like another only in capitals that nobody wrote is not refused": """
        ann> NICK ivan
        ann~
        bob> NICK lvan
        bob< :bob!bob@127.0.0.1 NICK :lvan
        ann> NICK Ivan
        ann< :parlour.local 433 ivan Ivan :Nickname looks too much like the one of somebody who is here
    """,
    "the same letters in another case are somebody's, of every script": """
        ann> NICK Чердак
        ann~
        bob> NICK чердак
        bob< :parlour.local 433 bob чердак :Nickname looks too much like the one of somebody who is here
    """,
    "one's own nick may change to one that looks like it": """
        ann> NICK Ivan
        ann> NICK lvan
        ann> NICK Іvan
        ann< :ann!ann@127.0.0.1 NICK :Ivan
        ann< :Ivan!ann@127.0.0.1 NICK :lvan
        ann< :lvan!ann@127.0.0.1 NICK :Іvan
    """,
    "a nick that was given up is free with all that looks like it": """
        ann> NICK Ivan
        ann> NICK cleo
        ann~
        bob> NICK lvan
        bob< :bob!bob@127.0.0.1 NICK :lvan
        bob> QUIT
        ann> NICK Ivan
        ann< :cleo!ann@127.0.0.1 NICK :Ivan
    """,
    "who is refused a look-alike while registering may choose another": """
        mary> PING x
        new> NICK rnary
        new> USER new 0 * :New
        new< :parlour.local 433 * rnary :Nickname looks too much like the one of somebody who is here
        new> NICK new
        new< :parlour.local 001 new …
    """,
    "the nicks of services are nobody's": """
        ann> NICK NickServ
        ann< :parlour.local 432 ann NickServ :Nickname is reserved for services
        ann> NICK СhаnЅеrv
        ann< :parlour.local 432 ann СhаnЅеrv :Nickname is reserved for services
    """,
    "a nick that is too long is told cut, and a line that is too long is none": f"""
        ann> NICK {"x" * 400}
        ann< :parlour.local 432 ann {"x" * 200} :Erroneous nickname
        ann> NICK {"Ч" * 200}
        ann< :parlour.local 432 ann {"Ч" * 100} :Erroneous nickname
        ann> NICK {"x" * 10_000}
        ann< :parlour.local 417 ann :Input line was too long
        ann.
    """,
    "controls in a name come back as question marks": """
        ann> NICK a\x07\x1b[31mb\x7fc
        ann< :parlour.local 432 ann a??[31mb?c :Erroneous nickname
        ann> JOIN #a\x07b
        ann< :parlour.local 476 ann #a?b :Bad channel name
        ann.
    """,
    "a channel that looks like another cannot be made, but the other can be joined": """
        ann> JOIN #Attic
        ann~
        bob> JOIN #Аttic
        bob< :parlour.local 476 bob #Аttic :Channel name looks too much like the one of another channel
        bob> JOIN #attic
        bob< :bob!bob@127.0.0.1 JOIN #Attic
        bob~
        bob> PART #attic
        ann> PART #attic
        bob~
        bob> JOIN #Аttic
        bob< :bob!bob@127.0.0.1 JOIN #Аttic
        ann~
        ann> JOIN #attic
        ann< :parlour.local 476 ann #attic :Channel name looks too much like the one of another channel
    """,
    "a list of channels is joined but for those that look like others": """
        ann> JOIN #barn,#bam,#attic
        ann< :ann!ann@127.0.0.1 JOIN #barn
        ann<< :parlour.local 476 ann #bam :Channel name looks too much like the one of another channel
        ann< :ann!ann@127.0.0.1 JOIN #attic
    """,
    "a channel may have letters of any script, in one direction, and nothing unseen": """
        ann> JOIN #чердак,#שלום,#日本
        ann<< :ann!ann@127.0.0.1 JOIN #чердак
        ann<< :ann!ann@127.0.0.1 JOIN #שלום
        ann<< :ann!ann@127.0.0.1 JOIN #日本
        ann~
        ann> JOIN #atticשלום,#att\u200bic,#att\u202eic
        ann< :parlour.local 476 ann #atticשלום :Bad channel name
        ann< :parlour.local 476 ann #att\u200bic :Bad channel name
        ann< :parlour.local 476 ann #att\u202eic :Bad channel name
        ann.
    """,
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_names(script: str) -> None:
    world = World()
    if "new>" in script:
        world.connect("new")
    world.play(script)


def test_what_some_clients_take_for_the_end_of_a_line_comes_back_as_question_marks() -> None:
    world = World()
    ann = world.client("ann")
    ann.send("NICK a\x85b\u2028c\u2029d")
    assert ann.lines == [":parlour.local 432 ann a?b?c?d :Erroneous nickname"]


KEY = bytes(range(32))

CLOAKED = {
    "IPv4": ("192.0.2.7", "krr3iggn.uqcy3wkg.r4kxg7t4.hidden"),
    "IPv6": ("2001:db8::7", "7x7vcjg4.6uyhodaw.jx7t7mec.hidden"),
    "this machine": ("127.0.0.1", "localhost"),
    "this machine over IPv6": ("::1", "localhost"),
    "a Unix socket": ("unix", "localhost"),
}


@pytest.mark.parametrize(("address", "host"), CLOAKED.values(), ids=CLOAKED.keys())
def test_others_see_a_cloak_and_not_the_address(address: str, host: str) -> None:
    world = World(cloak=KEY)
    ann = world.connect("ann", address)
    ann.send("NICK ann", "USER ann 0 * :Ann")
    assert ann.lines[0] == f":parlour.local 001 ann :Welcome to the Parlour network, ann!ann@{host}"
    world.play("bob> JOIN #attic\nbob~")
    ann.send("JOIN #attic", "PRIVMSG #attic :hi", "NICK anna", "QUIT")
    sent = world.clients["bob"].lines
    assert [line for line in sent if line.startswith(":ann")] == [
        f":ann!ann@{host} JOIN #attic",
        f":ann!ann@{host} PRIVMSG #attic :hi",
        f":ann!ann@{host} NICK :anna",
        f":anna!ann@{host} QUIT :Quit: ",
    ]


def test_nothing_that_is_kept_has_the_address_of_a_cloaked_user() -> None:
    world = World(cloak=KEY)
    ann = world.client("ann", address="192.0.2.7")
    ann.send("JOIN #attic", "TOPIC #attic :Tea", "MODE #attic +v ann", "PRIVMSG #attic :hi", "NICK anna", "QUIT")
    kept = repr(vars(world.store))
    assert "krr3iggn.uqcy3wkg.r4kxg7t4.hidden" in kept
    assert "192.0.2.7" not in kept


def test_a_user_has_the_address_that_it_really_comes_from() -> None:
    world = World(cloak=KEY)
    world.client("ann", address="192.0.2.7")
    assert world.node.network.nicks["ann"].address == "192.0.2.7"


def test_a_ban_of_a_network_keeps_out_all_who_come_from_it_and_nobody_else() -> None:
    world = World(cloak=KEY)
    world.client("near", address="192.0.2.8")
    world.client("same", address="192.0.3.8")
    world.client("far", address="198.51.100.8")
    world.play("""
        ann> JOIN #attic
        ann> MODE #attic +b *!*@*.uqcy3wkg.r4kxg7t4.hidden
        near> JOIN #attic
        near< :parlour.local 474 near #attic :Cannot join channel (+b)
        same> JOIN #attic
        same< :same!same@… JOIN #attic
        ann> MODE #attic +b *!*@*.r4kxg7t4.hidden
        same> PART #attic
        same~
        same> JOIN #attic
        same< :parlour.local 474 same #attic :Cannot join channel (+b)
        far> JOIN #attic
        far< :far!far@… JOIN #attic
    """)


def test_a_cloak_ends_as_the_server_was_told() -> None:
    world = World(cloak=KEY, cloak_suffix="users.example")
    world.client("ann", address="192.0.2.7")
    assert world.node.network.nicks["ann"].host == "krr3iggn.uqcy3wkg.r4kxg7t4.users.example"
