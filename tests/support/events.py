"""Events to test with: made by hand, or of every kind by hypothesis."""

from hypothesis import strategies as st

from parlour.core.events import Event
from parlour.core.events.channels import Joined, Kicked, ModeChange, ModesSet, Parted, TopicSet
from parlour.core.events.messages import MESSAGE, NOTICE, TAGS, Said
from parlour.core.events.people import NickChanged, Quit
from parlour.core.events.record import NO_SCOPE, Source
from parlour.core.events.sessions import SessionAccepted, SessionEnded, SessionOpened

ANN = Source("U1", "ann", "ann", "host.example", None, "ann!ann@host.example")
BOB = Source("U2", "bob", "bob", "host.example", "bob-account", "bob!bob@host.example")


def said(scope: int, msgid: str, at_ms: int, text: str = "hello", kind: str = MESSAGE, once: str | None = None) -> Said:
    """Something that ann said in #attic."""
    return Said(scope, msgid, at_ms, ANN, kind, "#attic", text, "", None, once, True)


words = st.text(st.characters(codec="utf-8", exclude_characters=" \0\r\n;!@=+-~&%"), min_size=1, max_size=8)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=30)
letters = st.sampled_from("ovbklimnst")
msgids = words
times_ms = st.integers(0, 1 << 50)
scopes = st.integers(1, (1 << 63) - 1)


@st.composite
def sources(draw: st.DrawFn) -> Source:
    nick, name, host = draw(words), draw(words), draw(words)
    text = f"{nick}!{name}@{host}"
    return Source(draw(words), nick, name, host, draw(st.none() | words), text, draw(st.booleans()))


@st.composite
def mode_changes(draw: st.DrawFn) -> ModeChange:
    value = draw(st.none() | words)
    return ModeChange(draw(st.booleans()), draw(letters), value, draw(st.none() | words) if value else None)


tags = st.one_of(st.just(""), st.builds("+{}={};+{}".format, words, words, words))
of_said = st.builds(
    Said, scopes, msgids, times_ms, sources(), st.sampled_from([MESSAGE, NOTICE, TAGS]), words, texts, tags,
    st.none() | words, st.none(), st.just(True), st.none(), st.none() | words,
)  # fmt: skip
changes = st.lists(mode_changes(), min_size=1, max_size=6).map(tuple)
member_modes = st.sampled_from(["", "o", "v", "ov"])
of_channels = st.one_of(
    st.builds(Joined, scopes, msgids, times_ms, sources(), words, texts, member_modes, st.booleans()),
    st.builds(Parted, scopes, msgids, times_ms, sources(), words, texts),
    st.builds(Kicked, scopes, msgids, times_ms, sources(), words, words, words, texts),
    st.builds(TopicSet, scopes, msgids, times_ms, sources(), words, texts),
    st.builds(ModesSet, scopes, msgids, times_ms, sources(), words, changes),
)
shown = st.lists(scopes, max_size=4, unique=True).map(tuple)
of_users = st.one_of(
    st.builds(NickChanged, st.just(NO_SCOPE), msgids, times_ms, sources(), words, shown),
    st.builds(Quit, st.just(NO_SCOPE), msgids, times_ms, sources(), texts, shown),
)
duplexes = st.sampled_from(["full", "half", "simplex"])
of_sessions = st.one_of(
    st.builds(SessionOpened, scopes, msgids, times_ms, sources(), words, words, words, duplexes, st.booleans()),
    st.builds(SessionAccepted, scopes, msgids, times_ms, sources(), words, words, words),
    st.builds(SessionEnded, scopes, msgids, times_ms, sources(), words, words, words, words),
)
recorded: st.SearchStrategy[Event] = st.one_of(of_said, of_channels, of_users, of_sessions)
