"""Services: names that are nobody's, to which people write to have something done in plain words."""

from collections.abc import Awaitable, Callable

from parlour.protocols.irc.context import Context

Service = Callable[[Context, str], Awaitable[None]]

SERVICES: dict[str, Service] = {}
"""All of them by their names in small letters. No nick begins with `*`, so that none of them can be a user's."""


def service(name: str) -> Callable[[Service], Service]:
    """Declare what answers to messages for `name`: it is given their texts."""

    def declare(answer: Service) -> Service:
        SERVICES[name] = answer
        return answer

    return declare
