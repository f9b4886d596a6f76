"""Quotes that must stand in the text: found as they are, whatever the spaces and the shape of the marks."""

from __future__ import annotations

import re

_ALIKE = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "ʼ": "'",
                        "–": "-", "—": "-", "‑": "-", "−": "-"})  # fmt: skip
_MAX_QUOTE = 600


class Quotable:
    """A text in which quotes are looked up.

    Parameters
    ----------
    text
        The text; offsets of found quotes are into it.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        folded: list[str] = []
        self._at: list[int] = []
        space = True
        for position, letter in enumerate(text.translate(_ALIKE)):
            if letter.isspace():
                if not space:
                    folded.append(" ")
                    self._at.append(position)
                space = True
                continue
            folded.append(letter)
            self._at.append(position)
            space = False
        self._folded = "".join(folded)

    def find(self, quote: str, *, near: int = 0) -> tuple[int, int] | None:
        """Return (start, end) of the quote, the one nearest to offset `near` of several; None if it is not there.

        A quote counts only as whole words and only up to 600 characters. Capitals must agree.
        """
        wanted = " ".join(quote.translate(_ALIKE).split()).strip("\"'… ")
        if not wanted or len(wanted) > _MAX_QUOTE or not any(letter.isalnum() for letter in wanted):
            return None
        pattern = re.escape(wanted)
        pattern = (r"(?<!\w)" if wanted[0].isalnum() else "") + pattern + (r"(?!\w)" if wanted[-1].isalnum() else "")
        spans = [(self._at[m.start()], self._at[m.end() - 1] + 1) for m in re.finditer(pattern, self._folded)]
        return min(spans, key=lambda span: (abs(span[0] - near), span)) if spans else None
