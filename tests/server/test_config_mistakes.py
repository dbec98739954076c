"""Mistakes in a configuration file, each told in one sentence."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from parlour.server.config import ConfigError, load
from tests.support.operators import HASH

MISTAKES = {
    "an unknown key names the nearest one": (
        "# a comment\n[server]\n\n\n[limits]\n\nflod_burst = 3\n",
        "parlour.toml:7: unknown key 'limits.flod_burst'; did you mean 'flood_burst'?",
    ),
    "an unknown table names the nearest one": (
        "[limit]\nflood_burst = 3\n",
        "parlour.toml:1: unknown key 'limit'; did you mean 'limits'?",
    ),
    "a key outside of its table names where it belongs": (
        "flood_burst = 3\n",
        "parlour.toml:1: unknown key 'flood_burst'; did you mean 'limits.flood_burst'?",
    ),
    "a key in another's table names where it belongs": (
        "[server]\non_join = 3\n",
        "parlour.toml:2: unknown key 'server.on_join'; did you mean 'history.on_join'?",
    ),
    "a key like nothing that there is": (
        "[server]\nqwxz = 3\n",
        "parlour.toml:2: unknown key 'server.qwxz'; 'parlour config default' shows every key",
    ),
    "the line is that of the key in its own table": (
        '[server]\nmotd = """\n[limits]\nnick_length = 9\n"""\n[limits]\n  nick_length = "nine"\n',
        "parlour.toml:7: 'limits.nick_length': must be a whole number from 9 to 64, not 'nine'",
    ),
    "a quoted key with a dot in it is no key of a table": (
        '"limits.flood_burst" = 3\n',
        "parlour.toml:1: unknown key 'limits.flood_burst'; 'parlour config default' shows every key",
    ),
    "a dotted key": (
        "limits.flood_burst = 0\n",
        "parlour.toml:1: 'limits.flood_burst': must be a whole number from 1 to 10000, not 0",
    ),
    "an inline table": (
        "\nlimits = { targets = 101 }\n",
        "parlour.toml:2: 'limits.targets': must be a whole number from 1 to 100, not 101",
    ),
    "a table that is none": ("limits = 3\n", "parlour.toml:1: 'limits' must be a table, written [limits]"),
    "a number with a fraction": (
        "[history]\npage = 1.5\n",
        "parlour.toml:2: 'history.page': must be a whole number from 1 to 10000, not 1.5",
    ),
    "a truth value is no number": (
        "[history]\npage = true\n",
        "parlour.toml:2: 'history.page': must be a whole number from 1 to 10000, not true",
    ),
    "not a number": (
        "[limits]\nhold_s = nan\n",
        "parlour.toml:2: 'limits.hold_s': must be a number from 0.1 to 60, not nan",
    ),
    "a word that is none of the choices": (
        '[history]\ndurability = "disc"\n',
        "parlour.toml:2: 'history.durability': must be one of 'disk', 'none', 'process', not 'disc'",
    ),
    "a text where a list belongs": (
        '[listen]\nirc = "6667"\n',
        "parlour.toml:2: 'listen.irc': must be a list of texts, not '6667'",
    ),
    "a number in a list of texts": (
        "[listen]\nirc = [6667]\n",
        "parlour.toml:2: 'listen.irc': must be a list of texts, not [6667]",
    ),
    "a table where a text belongs": (
        "[server.name]\nx = 1\n",
        "parlour.toml:1: 'server.name': must be a text of at most 63 characters, not a table",
    ),
    "a value too long to show": (
        f"[history]\npage = '{'x' * 50}'\n",
        f"parlour.toml:2: 'history.page': must be a whole number from 1 to 10000, not '{'x' * 38}…",
    ),
    "a bad address": (
        '[listen]\nirc = ["6667", "99999"]\n',
        "parlour.toml:2: 'listen.irc': '99999' has a port past 65535",
    ),
    "a bad network": (
        '[limits]\nexempt = ["10.0.0.1/8"]\n',
        (
            "parlour.toml:2: 'limits.exempt': 10.0.0.1/8 has host bits set; "
            "write a network as in 192.0.2.0/24, an address, or unix"
        ),
    ),
    "a proxy's network that is none": (
        '[proxy]\ntrusted = ["proxy.example.org"]\n',
        (
            "parlour.toml:2: 'proxy.trusted': 'proxy.example.org' does not appear to be an IPv4 or IPv6 network; "
            "write a network as in 192.0.2.0/24, an address, or unix"
        ),
    ),
    "a path among the listeners for proxies that is too long": (
        f'[listen]\nproxied = ["6668", "/{"x" * 107}"]\n',
        (
            f"parlour.toml:2: 'listen.proxied': '/{'x' * 107}' is too long for a Unix socket, whose path has at most "
            "107 bytes"
        ),
    ),
    "an address among them that is none": (
        '[listen]\nproxied = ["proxy.sock"]\n',
        "parlour.toml:2: 'listen.proxied': 'proxy.sock' has no port: write proxy.sock:6667",
    ),
    "a gateway without hosts": (
        f'[[proxy.gateways]]\nname = "kiwi"\npassword = "{HASH}"\n',
        "parlour.toml:1: 'proxy.gateways': must be a list of tables, each with name, password, hosts",
    ),
    "a gateway with what it has not": (
        f'[[proxy.gateways]]\nname = "kiwi"\npassword = "{HASH}"\nhosts = ["unix"]\nport = 1\n',
        "parlour.toml:1: 'proxy.gateways': must be a list of tables, each with name, password, hosts",
    ),
    "a gateway that comes from nowhere": (
        f'\n[[proxy.gateways]]\nname = "kiwi"\npassword = "{HASH}"\nhosts = []\n',
        "parlour.toml:2: 'proxy.gateways': gateway 'kiwi': it needs a password and hosts that it comes from",
    ),
    "a gateway without a password": (
        '[[proxy.gateways]]\nname = "kiwi"\npassword = ""\nhosts = ["unix"]\n',
        "parlour.toml:1: 'proxy.gateways': gateway 'kiwi': it needs a password and hosts that it comes from",
    ),
    "a gateway whose password stands there itself": (
        '[[proxy.gateways]]\nname = "kiwi"\npassword = "hunter2"\nhosts = ["unix"]\n',
        (
            "parlour.toml:1: 'proxy.gateways': gateway 'kiwi': this is no argon2id hash: run `parlour password` and "
            "put here what it prints"
        ),
    ),
    "a gateway's network that is none": (
        f'[proxy]\ngateways = [{{ name = "kiwi", password = "{HASH}", hosts = ["192.0.2.1/24"] }}]\n',
        (
            "parlour.toml:2: 'proxy.gateways': gateway 'kiwi': 192.0.2.1/24 has host bits set; "
            "write a network as in 192.0.2.0/24, an address, or unix"
        ),
    ),
    "a gateway of two words": (
        f'[proxy]\ngateways = [{{ name = "a b", password = "{HASH}", hosts = ["unix"] }}]\n',
        ("parlour.toml:2: 'proxy.gateways': 'a b' is no name of a gateway: 1 to 30 letters, digits, '.', '-' and '_'"),
    ),
    "two gateways of one name": (
        f'[[proxy.gateways]]\nname = "k"\npassword = "{HASH}"\nhosts = ["unix"]\n' * 2,
        "parlour.toml:1: 'proxy.gateways': there are two gateways 'k'",
    ),
    "a server name with a space": (
        '[server]\nname = "our house"\n',
        (
            "parlour.toml:2: 'server.name': 'our house' is not a server's name: letters, digits, '-' and at least "
            "one '.', as in chat.example.org"
        ),
    ),
    "a server name that starts with a colon": (
        '[server]\nname = ":parlour.local"\n',
        (
            "parlour.toml:2: 'server.name': ':parlour.local' is not a server's name: letters, digits, '-' and at least "
            "one '.', as in chat.example.org"
        ),
    ),
    "an end of cloaks that would end a host": (
        '[hosts]\nsuffix = "hidden!x"\n',
        (
            "parlour.toml:2: 'hosts.suffix': 'hidden!x' is no end of a host: letters, digits, '-' and '.', as in "
            "hidden or users.example"
        ),
    ),
    "no end of cloaks": (
        '[hosts]\nsuffix = ""\n',
        (
            "parlour.toml:2: 'hosts.suffix': '' is no end of a host: letters, digits, '-' and '.', as in hidden or "
            "users.example"
        ),
    ),
    "an end of cloaks that is too long": (
        f'[hosts]\nsuffix = "{"x" * 33}"\n',
        f"parlour.toml:2: 'hosts.suffix': must be a text of at most 32 characters, not '{'x' * 33}'",
    ),
    "a cloak that is no truth value": (
        "[hosts]\ncloak = 1\n",
        "parlour.toml:2: 'hosts.cloak': must be true or false, not 1",
    ),
    "a server name that could be a nick": (
        '[server]\nname = "ann"\n',
        (
            "parlour.toml:2: 'server.name': 'ann' is not a server's name: letters, digits, '-' and at least "
            "one '.', as in chat.example.org"
        ),
    ),
    "a privilege that there is not names the nearest one": (
        '[operators.classes]\nadmin = ["kill"]\nmoderator = ["kil"]\n',
        ("parlour.toml:1: 'operators.classes': class 'moderator': there is no privilege 'kil'; did you mean 'kill'?"),
    ),
    "a privilege like none that there is": (
        '[operators]\nclasses = { moderator = ["xyzzy"] }\n',
        (
            "parlour.toml:2: 'operators.classes': class 'moderator': there is no privilege 'xyzzy'; there are 'ban', "
            "'channels', 'kill', 'reload', 'see', 'stop', 'wallops'"
        ),
    ),
    "a class that is no list": (
        '[operators.classes]\nmoderator = "kill"\n',
        "parlour.toml:1: 'operators.classes': must be a table of names, each with a list of texts",
    ),
    "a class whose name is none": (
        '[operators.classes]\n"my friends" = ["kill"]\n',
        (
            "parlour.toml:1: 'operators.classes': 'my friends' is no name of a class: 1 to 30 letters, digits, '-' "
            "and '_'"
        ),
    ),
    "a plain text where the hash of a password belongs": (
        '[server]\npassword = "correct-horse"\n',
        (
            "parlour.toml:2: 'server.password': this is no argon2id hash: run `parlour password` and put here what it "
            "prints"
        ),
    ),
    "a password that is a number": (
        "[server]\npassword = 12345\n",
        "parlour.toml:2: 'server.password': must be a text of at most 300 characters",
    ),
    "a network name of two words": (
        '[server]\nnetwork = "Our House"\n',
        (
            "parlour.toml:2: 'server.network': 'Our House' is not a network's name: one word without spaces or control "
            "characters"
        ),
    ),
    "a message of the day that fits in no line": (
        f'[server]\nmotd = "short\\n{"ü" * 201}"\n',
        "parlour.toml:2: 'server.motd': line 2 of the message of the day has 402 bytes, 400 are the most",
    ),
    "a NUL in the message of the day": (
        '[server]\nmotd = "a\\u0000b"\n',
        "parlour.toml:2: 'server.motd': the message of the day has a NUL character in it",
    ),
    "a picture that is no address": (
        '[server]\nicon = "icon.png"\n',
        (
            "parlour.toml:2: 'server.icon': 'icon.png' is not the address of a picture, as in "
            "https://chat.example.org/icon.png"
        ),
    ),
    "a picture whose address no line has room for": (
        f'[server]\nicon = "https://x/{"=" * 80}"\n',
        (
            f"parlour.toml:2: 'server.icon': 'https://x/{'=' * 80}' is too long: 300 bytes are the most, and '=' takes "
            "four"
        ),
    ),
    "a tag to deny with its plus": (
        '[server]\ndenied_tags = ["+typing"]\n',
        (
            "parlour.toml:2: 'server.denied_tags': '+typing' is not a tag to deny: write its name without +, or '*' "
            "first and then -NAME for exceptions"
        ),
    ),
    "an exception from nothing": (
        '[server]\ndenied_tags = ["typing", "-reply"]\n',
        (
            "parlour.toml:2: 'server.denied_tags': '-reply' is not a tag to deny: write its name without +, or '*' "
            "first and then -NAME for exceptions"
        ),
    ),
    "all tags denied in the wrong place": (
        '[server]\ndenied_tags = ["typing", "*"]\n',
        (
            "parlour.toml:2: 'server.denied_tags': '*' is not a tag to deny: write its name without +, or '*' "
            "first and then -NAME for exceptions"
        ),
    ),
    "more tags to deny than a line holds": (
        f"[server]\ndenied_tags = {[f'tag-{number}' for number in range(100, 140)]}\n",
        (
            "parlour.toml:2: 'server.denied_tags': these are too many tags for a line: 300 bytes with their commas are "
            "the most"
        ),
    ),
    "rules with a line that is too long": (
        f'[server]\nrules = "short\\n{"ü" * 201}"\n',
        "parlour.toml:2: 'server.rules': line 2 of the text has 402 bytes, 400 are the most",
    ),
    "a description of several lines": (
        '[server]\ndescription = "one\\ntwo"\n',
        "parlour.toml:2: 'server.description': one line of text has no line breaks and no control characters in it",
    ),
    "no description": (
        '[server]\ndescription = ""\n',
        "parlour.toml:2: 'server.description': must be a text of 1 to 100 characters, not ''",
    ),
    "where the server is in several lines": (
        '[admin]\nlocation = "one\\rtwo"\n',
        "parlour.toml:2: 'admin.location': one line of text has no line breaks and no control characters in it",
    ),
    "a NUL in a path": (
        '[server]\ndata = "a\\u0000b"\n',
        "parlour.toml:2: 'server.data': a path has no NUL character in it",
    ),
    "a home folder that nobody has": (
        '[server]\ndata = "~nobody-of-that-name/x"\n',
        "parlour.toml:2: 'server.data': '~nobody-of-that-name/x' starts in a home folder that nobody has",
    ),
    "a Unix socket without a path": (
        '[listen]\nunix = [""]\n',
        "parlour.toml:2: 'listen.unix': a Unix socket needs a path",
    ),
    "a Unix socket whose path is too long": (
        f'[listen]\nunix = ["/{"x" * 107}"]\n',
        (
            f"parlour.toml:2: 'listen.unix': '/{'x' * 107}' is too long for a Unix socket, whose path has at most 107 "
            "bytes"
        ),
    ),
    "a certificate without a key": (
        '[tls]\n\ncertificate = "/c.pem"\n',
        "parlour.toml:3: 'tls.certificate' needs 'tls.key' beside it",
    ),
    "a key without a certificate": (
        '[tls]\nkey = "/k.pem"\n',
        "parlour.toml:2: 'tls.key' needs 'tls.certificate' beside it",
    ),
    "no listener at all": (
        "[listen]\ntls = []\nirc = []\ntext = []\n",
        (
            "parlour.toml:3: no listener is left: give 'listen.irc', 'listen.tls', 'listen.unix', 'listen.proxied', "
            "'listen.text' or 'listen.text_tls' one"
        ),
    ),
    "a lobby that is no channel": (
        "[text]\nlobby = 'the lobby'\n",
        (
            "parlour.toml:2: 'text.lobby': 'the lobby' is not a channel's name: '#' and then no blanks, commas or "
            "colons, as in #lobby"
        ),
    ),
    "a lobby with a longer name than channels have": (
        "[text]\nlobby = '#the-longer-lobby'\n[limits]\nchannel_length = 16\n",
        "parlour.toml:2: 'text.lobby' is longer than 'limits.channel_length' lets a name be",
    ),
    "bad syntax": ("[server]\nname = \n", "parlour.toml:2: not valid TOML: invalid value at column 8"),
    "the same key twice": (
        "[history]\npage = 1\npage = 2\n",
        "parlour.toml:3: not valid TOML: cannot overwrite a value at column 9",
    ),
    "an end that comes too soon": (
        "[server]\nname\n\n",
        "parlour.toml:2: not valid TOML: expected '=' after a key in a key/value pair at column 5",
    ),
    "a text that never ends": (
        '[server]\nmotd = """\nwelcome\n',
        "parlour.toml:3: not valid TOML: unterminated string at the end of the file",
    ),
}


def read(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    load(file)


@pytest.mark.parametrize(("text", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_file_line_and_key(file: Path, text: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(file, text)
    assert str(caught.value) == sentence


def test_a_file_that_is_not_utf8_is_refused_with_its_line(file: Path) -> None:
    file.write_bytes(b'[server]\nmotd = "caf\xe9"\n')
    with pytest.raises(ConfigError, match="^parlour.toml:2: not UTF-8 text$"):
        load(file)


def test_a_file_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(ConfigError, match="^cannot read parlour.toml: no such file or directory$"):
        load(file)


def test_a_folder_is_not_a_configuration(file: Path) -> None:
    file.mkdir()
    with pytest.raises(ConfigError, match="^cannot read parlour.toml: is a directory$"):
        load(file)


def test_a_file_nested_past_reason_is_refused(file: Path) -> None:
    with pytest.raises(ConfigError, match="nested too deeply"):
        read(file, "a = " + "[" * 100_000)


def test_a_number_past_reason_is_refused(file: Path) -> None:
    with pytest.raises(ConfigError, match="^parlour.toml:1: "):
        read(file, "limits.targets = " + "9" * 5000)


@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.text(alphabet="[]limtserv.=\"'{},1\n \\#"))
@example("[limits.exempt]\n")
@example("server = []\n")
@example("[[server]]\nname = 'x.y'\n")
def test_any_text_is_a_configuration_or_one_sentence(file: Path, text: str) -> None:
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        load(file)
    except ConfigError as error:
        sentence = str(error)
    else:
        return
    assert sentence.startswith("parlour.toml:")
