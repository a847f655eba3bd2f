"""An error as it goes from where work is done to who waits for it."""

from __future__ import annotations

import json

from bioprod_graph import errors
from bioprod_graph.errors import BioprodError, QueryError, one_line
from bioprod_graph.language import SOURCE, Text, list_languages

# How RocksDB begins to tell that a block is not as it was written; who opened the store words it.
_DAMAGE = "Corruption: "


def as_error(error: BaseException) -> Exception:
    """Give an error that is ours, or damage, as it is; say of any other what it was."""
    if isinstance(error, BioprodError | MemoryError):
        return error
    if isinstance(error, RuntimeError) and str(error).startswith(_DAMAGE):
        return error
    reason = f"{type(error).__name__}: {one_line(str(error))}"
    return QueryError("the query failed: {reason}", reason=reason)


def write_error(error: BaseException) -> bytes:
    """Write an error so that `parse_error` makes it again, in another process."""
    told = as_error(error)
    said: dict[str, str] = {SOURCE: str(told)}
    if isinstance(told, BioprodError):
        said = {language: told.message(language) for language in list_languages()}
    return json.dumps([type(told).__name__, said]).encode()


def parse_error(content: bytes) -> Exception:
    """Make an error again from what `write_error` wrote."""
    name, said = json.loads(content)
    kind = getattr(errors, name, None)
    if kind is None:
        return RuntimeError(said[SOURCE])
    # Some kinds make their message of other things: here it is made already.
    error: BioprodError = kind.__new__(kind)
    BioprodError.__init__(error, Text(said))
    return error
