"""An error as it goes from where work is done to who waits for it."""

from __future__ import annotations

from bioprod_graph import errors
from bioprod_graph.errors import BioprodError, QueryError, one_line

_SEPARATOR = "\0"
# How RocksDB begins to tell that a block is not as it was written; who opened the store words it.
_DAMAGE = "Corruption: "


def as_error(error: BaseException) -> Exception:
    """Give an error that is ours, or damage, as it is; say of any other what it was."""
    if isinstance(error, BioprodError | MemoryError):
        return error
    if isinstance(error, RuntimeError) and str(error).startswith(_DAMAGE):
        return error
    reason = f"{type(error).__name__}: {one_line(str(error))}"
    return QueryError(en=f"the query failed: {reason}", fr=f"la requête a échoué : {reason}")


def write_error(error: BaseException) -> bytes:
    """Write an error so that `parse_error` makes it again, in another process."""
    told = as_error(error)
    french = told.message("fr") if isinstance(told, BioprodError) else ""
    return _SEPARATOR.join((type(told).__name__, str(told), french)).encode(errors="replace")


def parse_error(content: bytes) -> Exception:
    """Make an error again from what `write_error` wrote."""
    name, english, french = content.decode().split(_SEPARATOR)
    kind = getattr(errors, name, None)
    if kind is None:
        return RuntimeError(english)
    # Some kinds make their message of other things: here it is made already.
    error: BioprodError = kind.__new__(kind)
    BioprodError.__init__(error, en=english, fr=french)
    return error
