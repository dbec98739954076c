"""Who is on the same network, and being found there, as far as the user is told of it."""

from typing import TYPE_CHECKING

from parlour.direct.discovery import Discovery, DiscoveryError, in_words
from parlour.direct.identity import first_words, words

if TYPE_CHECKING:
    from parlour.direct.node import Node

FIND_S = 3.0
"""So long it is waited for who is on the same network."""


async def announce(node: "Node", discovery: Discovery) -> None:
    """Be found on the same network."""
    try:
        label = await discovery.announce(node.name, node.port, words(node.meetings.identity.key))
    except DiscoveryError as error:
        node.note(f"You are not announced on the same network: {error}.")
        return
    if label != node.name:
        node.note(f"Somebody on the same network is called {node.name}, too; there you are {label}.")


async def tell_who_is_near(node: "Node", discovery: Discovery) -> None:
    """Tell who can be found on the same network."""
    node.note("Looking who is on the same network…")
    try:
        found = await discovery.find(FIND_S)
    except DiscoveryError as error:
        node.note(f"The network cannot be asked: {error}.", error=True)
        return
    others = [each for each in found if each.words != first_words(node.meetings.identity.key)]
    for each in others:
        node.note(f"{in_words(each)}: /dial {each.name}")
    if not others:
        node.note("Nobody else is announced on the same network.")
