import pytest
from hypothesis import given
from hypothesis import strategies as st

from parlour.direct.frames import LONGEST_BYTES, FrameError, Frames, frame


@given(st.lists(st.binary(min_size=1, max_size=300), max_size=8), st.data())
def test_how_the_bytes_are_cut_does_not_matter(contents: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(map(frame, contents))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    frames, found = Frames(), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += frames.feed(stream[start:end])
    assert found == contents


@given(st.binary(max_size=200))
def test_whatever_comes_is_a_frame_or_a_mistake(data: bytes) -> None:
    try:
        found = Frames().feed(data)
    except FrameError:
        return
    assert sum(len(each) + 4 for each in found) <= len(data)


def test_the_longest_frame_passes() -> None:
    content = b"x" * LONGEST_BYTES
    assert Frames().feed(frame(content)) == [content]


@pytest.mark.parametrize("length", [0, LONGEST_BYTES + 1, 1 << 30, 0xFFFFFFFF])
def test_a_wrong_length_is_refused_before_anything_of_the_frame_has_come(length: int) -> None:
    with pytest.raises(FrameError, match=str(length)):
        Frames().feed(length.to_bytes(4))


@pytest.mark.parametrize("length", [0, LONGEST_BYTES + 1])
def test_such_a_frame_cannot_be_made(length: int) -> None:
    with pytest.raises(FrameError):
        frame(b"x" * length)
