import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.client.places import Place, PlaceError, has_port, is_loopback, read

PLACES = {
    "chat.example.org": Place("chat.example.org", 6697, True),
    "chat.example.org:7000": Place("chat.example.org", 7000, True),
    "chat.example.org:6667": Place("chat.example.org", 6667, True),
    "localhost": Place("localhost", 6697, True),
    "localhost:6667": Place("localhost", 6667, False),
    "127.0.0.1:6667": Place("127.0.0.1", 6667, False),
    "::1": Place("::1", 6697, True),
    "[::1]:6667": Place("::1", 6667, False),
    "[2001:db8::1]": Place("2001:db8::1", 6697, True),
    "2001:0DB8::1": Place("2001:db8::1", 6697, True),
    "münchen.example": Place("münchen.example", 6697, True),
    "ircs://chat.example.org": Place("chat.example.org", 6697, True),
    "ircs://chat.example.org/": Place("chat.example.org", 6697, True),
    "ircs://chat.example.org:7000/attic": Place("chat.example.org", 7000, True, ("#attic",)),
    "ircs://chat.example.org/#attic,#books": Place("chat.example.org", 6697, True, ("#attic", "#books")),
    "ircs://chat.example.org/%23attic,&local": Place("chat.example.org", 6697, True, ("#attic", "&local")),
    "ircs://chat.example.org/attic,books?key=wisteria": Place(
        "chat.example.org", 6697, True, ("#attic wisteria", "#books")
    ),
    "ircs://chat.example.org/##attic": Place("chat.example.org", 6697, True, ("##attic",)),
    "ircs://chat.example.org/ann,isnick": Place("chat.example.org", 6697, True, partner="ann"),
    "IRC://chat.example.org/attic": Place("chat.example.org", 6667, False, ("#attic",)),
    "irc://[::1]:7000/": Place("::1", 7000, False),
    "ircs://ann@chat.example.org/": Place("chat.example.org", 6697, True, nick="ann"),
}


@pytest.mark.parametrize(("text", "place"), PLACES.items(), ids=PLACES)
def test_a_place_is_read(text: str, place: Place) -> None:
    assert read(text) == place


def test_a_port_may_stand_beside_the_host() -> None:
    assert read("chat.example.org", "7000") == Place("chat.example.org", 7000, True)
    assert read("localhost", "6667") == Place("localhost", 6667, False)
    assert read("::1", "6697") == Place("::1", 6697, True)


def test_there_is_no_tls_where_that_is_asked_for() -> None:
    assert read("chat.example.org", no_tls=True) == Place("chat.example.org", 6667, False)
    assert read("chat.example.org:6697", no_tls=True) == Place("chat.example.org", 6697, False)


MISTAKES = {
    "": "'' has no host: write host:6697",
    ":6697": "':6697' has no host: write host:6697",
    "chat.example.org:": "'chat.example.org:' ends with a colon, and has no port behind it",
    "chat.example.org:irc": "'irc' is not a port: a number from 1 to 65535",
    "chat.example.org:0": "'0' is not a port: a number from 1 to 65535",
    "chat.example.org:65536": "'65536' is not a port: a number from 1 to 65535",
    "chat example": "'chat example' has a host that is neither a name nor an address",
    "-chat": "'-chat' has a host that is neither a name nor an address",
    "1.2.3.4.5": "'1.2.3.4.5' has a host that is not an IP address",
    "[::1": "'[::1' is not an address of IPv6 in brackets: write [::1]:6697",
    "[chat]:6697": "'[chat]:6697' has brackets around what is no address of IPv6",
    "chat/attic": "'chat/attic' is no host: channels stand in a URL, as in ircs://chat/attic",
    "https://chat.example.org": "'https://chat.example.org' is no URL of a chat: write ircs://host/channel",
    "ircs://chat#attic": "'ircs://chat#attic' lacks the slash before the channel: write ircs://chat/#attic",
    "ircs://chat/at%20tic": "'ircs://chat/at%20tic' names a channel with a blank or a comma in it",
    "ircs://chat/?key=x": "'ircs://chat/?key=x' has a key that belongs to no channel",
    "ircs://ann:wisteria@chat/": "a URL has no password here, where others see it: give --password-file",
}


@pytest.mark.parametrize(("text", "sentence"), MISTAKES.items(), ids=MISTAKES)
def test_what_is_no_place_is_told_how_to_be_written(text: str, sentence: str) -> None:
    with pytest.raises(PlaceError) as refused:
        read(text)
    assert str(refused.value) == sentence


def test_what_contradicts_itself_is_refused() -> None:
    with pytest.raises(PlaceError, match="has a port already"):
        read("chat.example.org:6697", "7000")
    with pytest.raises(PlaceError, match="asks for TLS"):
        read("ircs://chat.example.org/", no_tls=True)


@given(st.text(max_size=40) | st.from_regex(r"ircs?://[^/]{0,20}/.{0,20}", fullmatch=True))
def test_whatever_is_typed_is_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        place = read(text)
    except PlaceError:
        return
    assert place.host
    assert 1 <= place.port <= 65535
    assert all(channel[:1] in "#&+!" for channel in place.channels)


def test_a_port_is_found_in_every_form() -> None:
    assert [has_port(text) for text in ("a:1", "[::1]:1", "ircs://a:1/b")] == [True, True, True]
    assert [has_port(text) for text in ("a", "::1", "[::1]", "ircs://a/b")] == [False] * 4


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "me.localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_what_is_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["chat.example.org", "192.0.2.1", "localhost.example.org", "::2", "fe80::1%lo"])
def test_what_is_another_machine(host: str) -> None:
    assert not is_loopback(host)
