"""The files that are under way between oneself and one friend."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from parlour.direct.link import Line
from parlour.direct.messages import Offer
from parlour.direct.sending import Sending
from parlour.direct.taking import Taking


@dataclass(slots=True)
class Box:
    """The files of one friend."""

    sendings: dict[bytes, Sending] = field(default_factory=dict)
    offered: dict[bytes, tuple[Offer, Line]] = field(default_factory=dict)
    """What the friend offers and nobody has answered, oldest first."""
    takings: dict[bytes, Taking] = field(default_factory=dict)
    """What is coming now."""
    got: dict[bytes, Path] = field(default_factory=dict)
    """Where what has come is: when the friend has not heard of that, they hear it when they offer it again."""
    opening: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Of several offers of one file, each finds the part that the one before has let go of."""

    def has(self, offer: Offer) -> bool:
        """Whether what is offered has come already, and is still where it was put."""
        path = self.got.get(offer.file)
        try:
            return path is not None and path.stat().st_size == offer.size
        except OSError:
            return False
