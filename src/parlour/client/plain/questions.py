"""What only the user can answer, asked in plain lines."""

import asyncio
from collections.abc import Callable

from parlour.client.plain.manner import Output
from parlour.client.profile import Profile
from parlour.client.questions import Shown
from parlour.client.text import plain, shown


class Asking:
    """One question at a time, whose answer is the next line that is typed. It implements Questions."""

    def __init__(self) -> None:
        self.prompt = ""
        """What is asked; "" while nothing is."""
        self.is_secret = False
        """Whether the answer is to be seen by nobody."""
        self.output: Output | None = None
        """Where what there is to know is shown; whoever reads the answers sets it."""
        self.asked: Callable[[], None] = lambda: None
        """Called when a question begins to wait."""
        self._turn = asyncio.Lock()
        self._answer: asyncio.Future[str | None] | None = None

    def answer(self, text: str | None) -> bool:
        """A line was typed, or None for an end of it; whether something was asked that it answers."""
        if self._answer is None or self._answer.done():
            return False
        self._answer.set_result(text)
        self.prompt, self.is_secret = "", False
        return True

    async def _ask(self, prompt: str, *, secret: bool = False) -> str | None:
        async with self._turn:
            self.prompt, self.is_secret = prompt, secret
            self._answer = asyncio.get_running_loop().create_future()
            self.asked()
            try:
                return await self._answer
            finally:
                self._answer, self.prompt, self.is_secret = None, "", False

    def _tell(self, *lines: str) -> None:
        assert self.output is not None
        self.output.narrate([[("", line)] for line in lines])

    async def trust(self, profile: Profile, certificate: Shown) -> bool:
        """Whether a certificate is the right one, from now on."""
        del profile
        names = ", ".join(shown(name) for name in certificate.names[:5]) or "nobody"
        self._tell(
            f"The certificate of {certificate.host}:{certificate.port} is vouched for by nobody: {certificate.why}.",
            f"It is made for {names}, and holds until {certificate.until or 'a day that cannot be read'}.",
            f"Its SHA-256 fingerprint is {certificate.fingerprint}",
            "Whoever runs the server can say whether that is right. Once you trust it, no other is accepted there.",
        )
        while True:
            answer = await self._ask("Trust it? (yes or no) ")
            if answer is None or answer.strip().lower() in ("no", "n"):
                return False
            if answer.strip().lower() in ("yes", "y"):
                return True
            self._tell("Type yes or no.")

    async def password(self, profile: Profile) -> str | None:
        """The password of a server that wants one."""
        return await self._ask(f"Password of {plain(profile.place)}: ", secret=True) or None

    async def nick(self, profile: Profile, why: str) -> str | None:
        """A nick."""
        if why:
            self._tell(f"{plain(why)}")
        answer = await self._ask(f"Your name at {plain(profile.place)}: ")
        return answer.strip() or None if answer is not None else None
