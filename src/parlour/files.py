"""Files that are put in their place whole, and why the system refused something."""

import os
import tempfile
from pathlib import Path


def put_whole(path: Path, content: bytes, *, mode: int) -> None:
    """Put a file in its place whole: a stop in between leaves the old one, or none."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # readable by its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def reason(error: OSError) -> str:
    """Why, as the end of a sentence: what the system says of it, beginning with a small letter."""
    return (error.strerror or "the system refused it").lower()
