"""The body of an answer, whole or not at all: half an article is none."""

import http.client
import ssl
import zlib

_CHUNK = 65_536  # bytes
_GZIP = 31  # of zlib: with the head and sum of gzip
_MOST_MEMBERS = 1000
_CUT = "ended before it was whole: try again"
_LARGE = "is larger than {:,} bytes: save it and give the file, or allow more"


class Unusable(Exception):  # noqa: N818 - the message goes on a sentence that names the URL
    """What is the matter with a body, and what to do."""


def body_of(answer: http.client.HTTPResponse, most: int) -> bytes:
    """Return the body, unpacked; ``most`` bounds it in bytes, packed and unpacked.

    Raises:
        Unusable: it is larger, ended early, is damaged, or is packed in a way that was not asked for.
        OSError, http.client.HTTPException: the connection failed; TimeoutError: it took too long.
    """
    _check_framing(answer)
    if (answer.length or 0) > most:
        raise Unusable(_LARGE.format(most))
    unpack = _Unpacker() if _is_packed(answer) else None
    parts: list[bytes] = []
    received = size = 0
    try:
        while part := answer.read1(_CHUNK):
            received += len(part)
            parts.append(unpack.take(part, most - size + 1) if unpack else part)
            size += len(parts[-1])
            if max(received, size) > most:
                raise Unusable(_LARGE.format(most))
    except (http.client.IncompleteRead, ConnectionError, ssl.SSLEOFError) as error:
        raise Unusable(_CUT) from error
    except zlib.error as error:
        raise Unusable("arrived damaged: try again") from error
    if answer.length or (unpack and not unpack.is_whole):
        raise Unusable(_CUT)
    return b"".join(parts)


def _check_framing(answer: http.client.HTTPResponse) -> None:
    """Make sure that the end of the body can be told from its being cut off, where the server says how."""
    coding = _header(answer, "Transfer-Encoding")
    if coding not in ("", "identity", "chunked"):
        raise Unusable(
            f"is sent as {printable(coding)}, which was not asked for: save the page and give the file"
        )
    lengths = {one.strip() for one in answer.headers.get_all("Content-Length") or ()}
    if lengths and not answer.chunked and (len(lengths) > 1 or answer.length is None):
        raise Unusable("does not say how long it is in one number: save the page and give the file")


def _is_packed(answer: http.client.HTTPResponse) -> bool:
    packed = _header(answer, "Content-Encoding")
    if packed not in ("", "identity", "gzip", "x-gzip"):
        raise Unusable(
            f"is packed as {printable(packed)}, which was not asked for: save the page and give the file"
        )
    return packed.endswith("gzip")


def _header(answer: http.client.HTTPResponse, name: str) -> str:
    return ", ".join(one.strip().lower() for one in answer.headers.get_all(name) or ())


def printable(said: str, most: int = 80) -> str:
    """Return a server's words so that they stand in a sentence: on one line, short, nothing that steers a screen."""
    words = " ".join("".join(one if one.isprintable() else " " for one in said[: 2 * most]).split())
    return words if len(words) <= most else f"{words[:most]}…"


class _Unpacker:
    """Unpacks gzip, which may be in several members, one behind the other."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=_GZIP)
        self._members = 1

    @property
    def is_whole(self) -> bool:
        """Whether it has come to its end, with the right sum."""
        return self._member.eof

    def take(self, data: bytes, most: int) -> bytes:
        """Return what the next bytes unpack to, so much of it at most."""
        found: list[bytes] = []
        while data and most > 0:
            if self._member.eof:
                if data[0] == 0:  # padding
                    data = data.lstrip(b"\x00")
                    continue
                self._members += 1
                if self._members > _MOST_MEMBERS:
                    raise zlib.error
                self._member = zlib.decompressobj(wbits=_GZIP)
            found.append(self._member.decompress(data, most))
            most -= len(found[-1])
            data = self._member.unused_data
        return b"".join(found)
