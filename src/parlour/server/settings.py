"""Every setting of the server: its name, type, bounds, default and what it is for.

This is the one table of them: the reading of a configuration file, the default file and the reference page follow it
(`configtable`).
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from parlour.core.cloaks import SUFFIX_BYTES
from parlour.core.operators import PRIVILEGES
from parlour.server.allowances import Limits
from parlour.server.sections import Section, Texts


class Server(Section, frozen=True):
    """What the server is called, and where it keeps what was said."""

    name: Annotated[
        str,
        Meta(
            max_length=63,
            description="The name of this server on the wire; it looks like a host name, with a dot in it, because "
            "clients tell a server from a nick by the dot.",
        ),
    ] = "parlour.local"
    network: Annotated[
        str,
        Meta(min_length=1, max_length=63, description="The name that clients show for the whole network; one word."),
    ] = "Parlour"
    password: Annotated[
        str,
        Meta(
            max_length=300,
            description="The argon2id hash, made by `parlour password`, of the password that everybody has to give "
            "(PASS) who connects; empty lets everybody in.",
        ),
    ] = ""
    motd: Annotated[
        str,
        Meta(
            max_length=65536,
            description="The message of the day, shown to everyone who connects; several lines are fine, "
            "each of at most 400 bytes, and empty shows none.",
        ),
    ] = ""
    rules: Annotated[
        str,
        Meta(
            max_length=65536,
            description="The rules of this server, which RULES shows; lines as in the message of the day, and empty "
            "for none.",
        ),
    ] = ""
    description: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=100,
            description="What this server says of itself in WHOIS and LINKS; one line.",
        ),
    ] = "A Parlour chat server"
    icon: Annotated[
        str,
        Meta(
            max_length=300,
            description="The address (https) of a picture that clients may show for the network; empty shows none.",
        ),
    ] = ""
    denied_tags: Annotated[
        Texts,
        Meta(
            description='Client-only tags, without their +, that are not relayed, as in ["typing", "draft/react"]. '
            '["*"] stands for all, and -NAME behind it excepts one.'
        ),
    ] = ()
    data: Annotated[
        str,
        Meta(
            description="The folder for all that is kept (messages, the certificate); empty means the platform's "
            "own place for it, which is ~/.local/share/parlour on Linux."
        ),
    ] = ""


class Admin(Section, frozen=True):
    """Who runs this server: what ADMIN shows, each in one line. Where all are empty, it says that it does not know."""

    location: Annotated[
        str, Meta(max_length=200, description="Where the server is: a city, a country, a building.")
    ] = ""
    organisation: Annotated[str, Meta(max_length=200, description="Who runs it: a person or an organisation.")] = ""
    email: Annotated[str, Meta(max_length=200, description="The address of whoever is to be written to.")] = ""


class Listen(Section, frozen=True):
    """Where connections are accepted. Addresses are [HOST:]PORT; IPv6 addresses stand in brackets, as in [::1]:6667."""

    irc: Annotated[
        Texts,
        Meta(description="Addresses for IRC without encryption; a bare PORT listens on 127.0.0.1, this machine only."),
    ] = ("127.0.0.1:6667",)
    tls: Annotated[
        Texts, Meta(description="Addresses for IRC over TLS; a bare PORT listens on 0.0.0.0, every IPv4 interface.")
    ] = ("0.0.0.0:6697",)
    unix: Annotated[Texts, Meta(description="Paths of Unix sockets for IRC, each of at most 107 bytes.")] = ()
    proxied: Annotated[
        Texts,
        Meta(
            description="Addresses, and paths of Unix sockets, for IRC behind a proxy such as HAProxy or nginx, which "
            "has to begin each connection with a header of the PROXY protocol (version 1 or 2); a bare PORT listens on "
            "127.0.0.1, and what has a slash in it is a path."
        ),
    ] = ()
    text: Annotated[
        Texts,
        Meta(
            description="Addresses for plain text, which nc and telnet speak, without encryption; a bare PORT listens "
            "on 127.0.0.1, this machine only."
        ),
    ] = ("127.0.0.1:7000",)
    text_tls: Annotated[
        Texts,
        Meta(
            description="Addresses for plain text over TLS, for openssl s_client and the like; a bare PORT listens on "
            "0.0.0.0, every IPv4 interface."
        ),
    ] = ()


class Text(Section, frozen=True):
    """What those find who come in plain text."""

    lobby: Annotated[
        str,
        Meta(
            max_length=64,
            description="The channel that everybody who comes in plain text is in to begin with, and of which nobody "
            "becomes an operator by being first; empty for none, and then they join rooms by themselves.",
        ),
    ] = "#lobby"


class Gateway(Struct, frozen=True, forbid_unknown_fields=True):
    """One that speaks for others (WEBIRC)."""

    name: str
    password: str
    hosts: Texts


class Proxy(Section, frozen=True):
    """Whose word holds about where a connection comes from."""

    trusted: Annotated[
        Texts,
        Meta(
            description="Networks (in CIDR form) from which the proxies of listen.proxied come; unix stands for the "
            "Unix sockets. Anybody else there is refused."
        ),
    ] = ("127.0.0.0/8", "::1", "unix")
    gateways: Annotated[
        tuple[Gateway, ...],
        Meta(
            description="Gateways, such as web clients have, that say with WEBIRC for whom they speak. Each has a "
            "name, as password the argon2id hash that `parlour password` makes of it, and as hosts the networks (in "
            "CIDR form, or unix) that it comes from."
        ),
    ] = ()


class Tls(Section, frozen=True):
    """The certificate that the TLS listeners show, and whether clients are held to use TLS."""

    certificate: Annotated[
        str,
        Meta(
            description="The file with the certificate and its chain (PEM); empty means the self-signed one that the "
            "server makes in its data folder on its first start."
        ),
    ] = ""
    key: Annotated[
        str,
        Meta(description="The file with the certificate's private key (PEM, without a pass phrase); empty as above."),
    ] = ""
    sts_s: Annotated[
        int,
        Meta(
            ge=0,
            le=315360000,
            description="Seconds for which clients are to use nothing but TLS with this host name once they were here "
            "(STS), 2592000 being 30 days; 0 turns it off. It needs a certificate that clients accept, for as long.",
        ),
    ] = 0
    sts_port: Annotated[
        int,
        Meta(
            ge=0,
            le=65535,
            description="The port to which STS sends clients that came without TLS; 0 is that of the first address in "
            "listen.tls. With a port here and sts_s at 0, clients that come over TLS are told to forget the policy.",
        ),
    ] = 0
    sts_preload: Annotated[
        bool,
        Meta(description="Whether STS agrees that clients are delivered with this host name in their lists."),
    ] = False


class History(Section, frozen=True):
    """What is kept of the past, and how surely."""

    on_join: Annotated[
        int,
        Meta(
            ge=0,
            le=1000,
            description="How many of the last messages a client that cannot ask for history gets when it joins a "
            "channel; 0 turns it off.",
        ),
    ] = 20
    page: Annotated[int, Meta(ge=1, le=10000, description="The most messages that one CHATHISTORY answer carries.")] = (
        500
    )
    durability: Annotated[
        Literal["disk", "process", "none"],
        Meta(
            description="What a message waits for before it is shown to anyone: disk survives power loss, process "
            "survives the end of the server but not of the machine, none waits for nothing."
        ),
    ] = "disk"


class Hosts(Section, frozen=True):
    """What others see of where somebody comes from."""

    cloak: Annotated[
        bool,
        Meta(
            description="Whether others see a cloak in place of the address that somebody comes from: hashes of it and "
            "of the networks around it, the same as long as cloak.key in the data folder is."
        ),
    ] = True
    suffix: Annotated[
        str,
        Meta(
            max_length=SUFFIX_BYTES,
            description="How cloaks end, as in 5q2x7kxa.mv5tq4rn.x2f6hd7c.hidden; no name of a machine should end so.",
        ),
    ] = "hidden"


CLASSES = {
    "admin": tuple(PRIVILEGES),
    "helper": ("ban", "kill", "see"),
}
"""The classes of operators that there always are."""


class Operators(Section, frozen=True):
    """What operators of the network may do; `parlour oper add` gives somebody a login of one of these classes."""

    classes: Annotated[
        dict[str, Texts],
        Meta(
            description="The classes of operators, each with what its operators may do, any of "
            f"{', '.join(PRIVILEGES)}; those that stand here are added to the default ones, or replace them."
        ),
    ] = field(default_factory=CLASSES.copy)


class Log(Section, frozen=True):
    """What is written to standard error of what happens; never what people say to one another."""

    format: Annotated[
        Literal["auto", "text", "json"],
        Meta(description="How a line looks: text is for people, json for programs, auto is text on a terminal only."),
    ] = "auto"
    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(
            description="How serious a thing has to be: info has who came and went and what operators did, debug also "
            "each connection that only comes."
        ),
    ] = "info"


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All the settings of one server."""

    server: Server = Server()
    admin: Admin = Admin()
    listen: Listen = Listen()
    text: Text = Text()
    proxy: Proxy = Proxy()
    tls: Tls = Tls()
    history: History = History()
    hosts: Hosts = Hosts()
    operators: Operators = Operators()
    limits: Limits = Limits()
    log: Log = Log()
