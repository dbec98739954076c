"""What only the user can answer, asked in dialogs."""

import asyncio
from typing import TYPE_CHECKING, Any

from parlour.client.profile import Profile
from parlour.client.questions import Shown
from parlour.client.text import plain, shown

if TYPE_CHECKING:
    from parlour.client.screen.app import ChatApp
    from parlour.client.screen.dialogs import Dialog


class ScreenQuestions:
    """Asks on the screen, one thing after another; it implements Questions."""

    def __init__(self) -> None:
        self._app: asyncio.Future[ChatApp] | None = None
        self._turn = asyncio.Lock()

    def ready(self, app: "ChatApp") -> None:
        """The screen is there."""
        self._waiting().set_result(app)

    def _waiting(self) -> "asyncio.Future[ChatApp]":
        if self._app is None:
            self._app = asyncio.get_running_loop().create_future()
        return self._app

    async def _ask(self, dialog: "Dialog[Any]") -> Any:
        app = await asyncio.shield(self._waiting())
        async with self._turn:
            answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            app.ask(dialog, lambda given: None if answer.done() else answer.set_result(given))
            return await answer

    async def trust(self, profile: Profile, certificate: Shown) -> bool:
        """Whether a certificate is the right one."""
        from parlour.client.screen.dialogs import TrustDialog

        return bool(await self._ask(TrustDialog(profile, certificate)))

    async def password(self, profile: Profile) -> str | None:
        """The password of a server."""
        from parlour.client.screen.dialogs import LineDialog

        sentence = f"{shown(profile.name)} ({shown(profile.place)}) wants a password."
        return _given(await self._ask(LineDialog("Password", [sentence], secret=True)))

    async def nick(self, profile: Profile, why: str) -> str | None:
        """A nick."""
        from parlour.client.screen.dialogs import LineDialog

        sentences = [f"Under which name do you come to {shown(profile.name)}?"]
        if why:
            sentences.insert(0, f"{plain(why).rstrip('.')}.")
        return _given(await self._ask(LineDialog("Your name", sentences, value=plain(profile.nick))))


def _given(answer: str | None) -> str | None:
    return answer or None
