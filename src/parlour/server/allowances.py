"""The settings of [limits]."""

from typing import Annotated

from msgspec import Meta

from parlour.server.sections import Section, Texts


class Limits(Section, frozen=True):
    """What one connection, one address and one user may take."""

    exempt: Annotated[
        Texts,
        Meta(
            description="Networks (in CIDR form) whose connections are free of the limits on floods and on connections "
            "per address; unix stands for the Unix sockets."
        ),
    ] = ("127.0.0.0/8", "::1", "unix")
    registration_s: Annotated[
        int, Meta(ge=1, le=3600, description="Seconds within which a new connection must have said who it is.")
    ] = 60
    ping_after_s: Annotated[
        int,
        Meta(ge=5, le=86400, description="Seconds of silence after which a connection is asked whether it is there."),
    ] = 120
    ping_wait_s: Annotated[
        int, Meta(ge=1, le=3600, description="Seconds it then has to answer before it is closed.")
    ] = 60
    send_queue_bytes: Annotated[
        int,
        Meta(
            ge=16384,
            le=1 << 30,
            description="Bytes that may wait for a connection that reads slowly; past them it is closed.",
        ),
    ] = 1 << 20
    flood_burst: Annotated[
        int, Meta(ge=1, le=10000, description="Lines that a connection may send at once before it is slowed down.")
    ] = 20
    flood_lines_per_s: Annotated[
        float,
        Meta(ge=0.1, le=10000, description="Lines per second that it may send after that; more are delayed, not lost."),
    ] = 5.0
    receive_backlog_bytes: Annotated[
        int,
        Meta(
            ge=16384,
            le=1 << 24,
            description="Bytes of delayed lines past which the server reads no more from a connection until some are "
            "done.",
        ),
    ] = 65536
    connections_per_address: Annotated[
        int, Meta(ge=1, le=1000000, description="The most connections at one time from one address.")
    ] = 64
    hold_s: Annotated[
        float,
        Meta(
            ge=0.1,
            le=60,
            description="Seconds that output may wait for the disk; past them the server reads nothing more until it "
            "drains.",
        ),
    ] = 2.0
    hold_events: Annotated[
        int, Meta(ge=100, le=1000000, description="Events that may wait for the disk, with the same end.")
    ] = 10000
    channels_per_user: Annotated[
        int, Meta(ge=1, le=10000, description="The most channels that one user may be in at one time.")
    ] = 100
    targets: Annotated[int, Meta(ge=1, le=100, description="The most targets that one command may name.")] = 20
    monitor: Annotated[
        int,
        Meta(ge=1, le=1000, description="The most nicks whose coming and going a connection may be told of (MONITOR)."),
    ] = 100
    silence: Annotated[
        int, Meta(ge=1, le=200, description="The most users and masks that a user may block (SILENCE, SESSION BLOCK).")
    ] = 32
    nick_length: Annotated[int, Meta(ge=9, le=64, description="The most bytes in a nick.")] = 30
    channel_length: Annotated[int, Meta(ge=16, le=200, description="The most bytes in a channel's name.")] = 64
    topic_length: Annotated[int, Meta(ge=1, le=390, description="The most bytes in a topic.")] = 390
