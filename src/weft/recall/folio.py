"""How one text lies at rest, and how a part of it is read without inflating the rest.

What may stand here: the format and its reader. Not where the bytes are kept, and not what a part
means to a query: a range of lines, a range of characters, or everything.

Two layouts, told apart by the first byte; neither can begin a UTF-8 text. Numbers are
little-endian, unsigned, four bytes each.

    plain   FE, crc32 of the rest, the text
    framed  FD 77 66 01, number of frames, number of lines, crc32 of header and table
            the table, for each frame: stored size, raw size, characters, line feeds
            the frames

- The text is UTF-8 in which lone surrogates survive. A line ends with a line feed, and with
  nothing else.
- A frame holds at most 64 KiB of text. It ends after its last line feed if it has one, and else
  between two characters. So what is needed of any part is known from the table alone, and a
  reader never inflates more than 64 KiB at a time, whatever a file claims.
- Everything read is checked: the table by its checksum, a frame by its own and against its row
  in the table. What does not agree raises `StoreDamaged`; a wrong text is never given.

Plain up to 512 bytes: there header and table eat up most of what zstd saves (500 bytes of JSON: 289
instead of 505), and reading plain text back takes a third of the time.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING
from zlib import crc32

from weft.recall.frame import RAW_BYTES, STORED_BYTES, deflater, inflate
from weft.recall.store import StoreDamaged, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PLAIN_BYTES = 512
MAX_TEXT_BYTES = 512 * 1024 * 1024  # far above any tool output; a bound for what one read makes
HEAD_BYTES = 4096  # one fetch that holds the whole table of up to 16 MB of text

_PLAIN = b"\xfe"
_FRAMED = b"\xfdwf\x01"
_PLAIN_HEAD = struct.Struct("<cI")
_HEAD = struct.Struct("<4sIII")
_ROW = struct.Struct("<IIII")


def pack(text: str) -> bytes:
    """The bytes to keep for this text."""
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw) <= PLAIN_BYTES:
        return _PLAIN_HEAD.pack(_PLAIN, crc32(raw)) + raw
    if len(raw) > MAX_TEXT_BYTES:
        raise StoreError(f"a text of {len(raw)} bytes is too large; the most is {MAX_TEXT_BYTES}")
    deflate = deflater()
    is_ascii = len(raw) == len(text)
    frames: list[bytes] = []
    rows: list[bytes] = []
    start = 0
    while start < len(raw):
        piece = raw[start : _frame_end(raw, start)]
        frame = deflate(piece)
        chars = len(piece) if is_ascii else len(_decode(piece))
        frames.append(frame)
        rows.append(_ROW.pack(len(frame), len(piece), chars, piece.count(b"\n")))
        start += len(piece)
    table = b"".join(rows)
    lines = raw.count(b"\n") + (not raw.endswith(b"\n"))
    head = _HEAD.pack(_FRAMED, len(frames), lines, _checksum(len(frames), lines, table))
    return b"".join([head, table, *frames])


def unpack(data: bytes) -> str:
    """The text that these bytes were kept for."""
    if data.startswith(_PLAIN):
        return _plain_text(data)
    return Folio(lambda offset, length: data[offset : offset + length], len(data)).text()


class Folio:
    """A text at rest. `fetch(offset, length)` reads its bytes, and only those asked for.

    `names`, where it is given, is asked about the text whenever it is read whole: whether this is
    the text that was looked for.
    """

    def __init__(
        self,
        fetch: Callable[[int, int], bytes],
        size: int,
        names: Callable[[str], bool] | None = None,
    ) -> None:
        self.stored_bytes = size
        self._fetch = fetch
        self._names = names
        self._head = fetch(0, min(size, HEAD_BYTES))
        self._plain: str | None = None
        self._rows: list[tuple[int, int, int, int]] = []
        if self._head.startswith(_PLAIN):
            self._read_plain()
        else:
            self._read_table()
        # Totals at the end of each frame.
        self._chars = list(accumulate(row[2] for row in self._rows))
        self._feeds = list(accumulate(row[3] for row in self._rows))
        self.byte_count = sum(row[1] for row in self._rows)
        self.char_count = self._chars[-1]
        if self.byte_count > MAX_TEXT_BYTES:
            raise StoreDamaged("a kept text claims to be larger than any text can be")
        if self.line_count - self._feeds[-1] not in (0, 1):
            raise StoreDamaged("a kept text has another number of lines than its table says")

    def text(self) -> str:
        """All of it."""
        text = self._frames(0, len(self._rows))
        if self._names is not None and not self._names(text):
            raise StoreDamaged("the text found is not the one that its name was made for")
        return text

    def lines(self, first: int, last: int) -> str:
        """Lines `first` to `last`, counted from 1, both included, with their line ends."""
        first, last = max(first, 1), min(last, self.line_count)
        if first > last:
            return ""
        start = 0
        if first > 1:
            start = bisect_left(self._feeds, first - 1)
            # A frame ends with its last line feed; only the very last may go on after it.
            start += self._feeds[start] == first - 1 and start + 1 < len(self._feeds)
        stop = min(bisect_left(self._feeds, last) + 1, len(self._feeds))
        text = self._frames(start, stop)
        before = self._feeds[start - 1] if start else 0
        begin = _after_feeds(text, first - 1 - before)
        return text[begin : _after_feeds(text, last - first + 1, begin)]

    def chars(self, first: int, last: int) -> str:
        """Characters `first` to `last`, counted from 1, both included."""
        first, last = max(first, 1), min(last, self.char_count)
        if first > last:
            return ""
        start, stop = bisect_left(self._chars, first), bisect_left(self._chars, last) + 1
        before = self._chars[start - 1] if start else 0
        return self._frames(start, stop)[first - 1 - before : last - before]

    def iter_lines(self) -> Iterator[str]:
        """Every line with its line end, frame by frame."""
        unfinished: list[str] = []
        for index in range(len(self._rows)):
            *whole, rest = self._frames(index, index + 1).split("\n")
            for line in whole:
                yield "".join([*unfinished, line, "\n"])
                unfinished.clear()
            if rest:
                unfinished.append(rest)
        if unfinished:
            yield "".join(unfinished)

    def _read_plain(self) -> None:
        if len(self._head) != self.stored_bytes:
            raise StoreDamaged("a kept text has another size than it can have")
        text = self._plain = _plain_text(self._head)
        size, feeds = self.stored_bytes - _PLAIN_HEAD.size, text.count("\n")
        self._rows.append((size, size, len(text), feeds))
        self.line_count = feeds + (text != "" and not text.endswith("\n"))

    def _read_table(self) -> None:
        if len(self._head) < _HEAD.size:
            raise StoreDamaged("a kept text ends inside its header")
        magic, count, lines, checksum = _HEAD.unpack_from(self._head)
        begin = _HEAD.size + count * _ROW.size
        if magic != _FRAMED:
            raise StoreDamaged("what is kept here is not a text, or one of a newer format")
        if count == 0 or begin > self.stored_bytes:
            raise StoreDamaged("a kept text is shorter than its table")
        table = self._bytes(_HEAD.size, begin - _HEAD.size)
        if checksum != _checksum(count, lines, table):
            raise StoreDamaged("the checksum of a kept text's table is wrong")
        self._rows.extend(_ROW.iter_unpack(table))
        for stored, raw, chars, feeds in self._rows:
            possible = stored <= STORED_BYTES and 0 < raw <= RAW_BYTES
            if not (possible and feeds <= chars <= raw <= 4 * chars):
                raise StoreDamaged("a kept text's table names sizes that cannot be")
        self._at = list(accumulate((row[0] for row in self._rows), initial=begin))
        if self._at[-1] != self.stored_bytes:
            raise StoreDamaged("a kept text has another size than its table says")
        self.line_count = lines

    def _frames(self, start: int, stop: int) -> str:
        if self._plain is not None:
            return self._plain
        base = self._at[start]
        data = self._bytes(base, self._at[stop] - base)
        return "".join(
            self._inflate(index, data[self._at[index] - base : self._at[index + 1] - base])
            for index in range(start, stop)
        )

    def _inflate(self, index: int, frame: bytes) -> str:
        _, raw, chars, feeds = self._rows[index]
        text = _decode(inflate(frame, raw))
        # Ranges rely on where line feeds stand in a frame.
        is_last = index == len(self._rows) - 1
        ends = self.line_count == self._feeds[-1] if is_last else feeds > 0
        if len(text) != chars or text.count("\n") != feeds or text.endswith("\n") != ends:
            raise StoreDamaged("a kept text does not agree with its table")
        return text

    def _bytes(self, offset: int, length: int) -> bytes:
        if offset + length <= len(self._head):
            return self._head[offset : offset + length]
        data = self._fetch(offset, length)
        if len(data) != length:
            raise StoreDamaged("a kept text ends too early")
        return data


def _frame_end(raw: bytes, start: int) -> int:
    end = start + RAW_BYTES
    if end >= len(raw):
        return len(raw)
    feed = raw.rfind(b"\n", start, end)
    if feed >= 0:
        return feed + 1
    while raw[end] & 0xC0 == 0x80:  # inside a character
        end -= 1
    return end


def _plain_text(data: bytes) -> str:
    raw = data[_PLAIN_HEAD.size :]
    if data[: _PLAIN_HEAD.size] != _PLAIN_HEAD.pack(_PLAIN, crc32(raw)):
        raise StoreDamaged("the checksum of a kept text is wrong")
    return _decode(raw)


def _checksum(count: int, lines: int, table: bytes) -> int:
    return crc32(table, crc32(_HEAD.pack(_FRAMED, count, lines, 0)))


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise StoreDamaged("a kept text is not UTF-8") from error


def _after_feeds(text: str, count: int, start: int = 0) -> int:
    """Where the text goes on after so many line feeds; its end where it has fewer."""
    if count == 0:
        return start
    rest = text[start:].split("\n", count)
    return len(text) - len(rest[count]) if len(rest) > count else len(text)


__all__ = ["Folio", "pack", "unpack"]
