"""Events told of only by pointing at another: "the second such blast", "something similar happened at X"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.incidents.casualties import lossy
from geomap.incidents.events import find_triggers
from geomap.incidents.screen import screen

if TYPE_CHECKING:
    from geomap.incidents.events import Trigger
    from geomap.incidents.structure import Sentence

_SUCH = screen(
    r"\b(?:second|third|fourth|fifth|another|latest|only|first)(?: \w+)? (?:such |similar )?(?:case|incident|"
    r"accident|attack|blast|explosion|strike|shooting|killing)\b[^.;]{0,30}\b(?:this|in|since|within|on|there|here|"
    r"of)\b"
)


def another_such(sentence: Sentence) -> bool:
    """Tell whether a sentence calls what its paragraph goes on to tell one more of its kind."""
    return _SUCH.search(sentence.low) is not None


_LIKEWISE = screen(
    r"\b(?:something (?:very |quite )?similar|the same(?: thing)?) (?:had )?(?:also )?(?:happened|took place|occurred|"
    r"was reported|befell)\b|\ba (?:very |quite )?similar (?:incident|attack|case|shooting|strike|explosion|blast|"
    r"raid) (?:had )?(?:also )?(?:happened|took place|occurred|was reported|followed)\b"
)


def one_like_it(sentence: Sentence) -> int | None:
    """Return where a sentence tells of one more event like the last ("Something similar happened at X")."""
    found = _LIKEWISE.search(sentence.low)
    return None if found is None else sentence.start + found.start()


_NEXT = screen(
    r"^\W*(?:the|its|their|an?) (?:\w+ )?(?:answer|reply|response|riposte|retaliation|reprisals?|revenge|"
    r"counter-?attack) "
    r"(?:came|comes|followed|did not take long|was not long|was swift|was quick|had come|started|began)\b|"
    r"^\W*(?:retaliation|reprisals?|revenge) (?:came|followed|was not long)\b|"
    r"^\W*(?:its|their) own (?:[\w-]+ )?(?:villages?|towns?|posts?|positions?|outposts?) "
    r"(?:of|at|near|in|had|were|was|also|came)\b|"
    r"^\W*(?:its|their) own (?:complaint|grievance|accusation|report|charge|account|losses) \w+|"
    r"\bhad (?:a |some |its |their )?(?:own )?(?:complaints?|grievances?|accusations?|report|losses|"
    r"story) of (?:its|their) own\b"
)


def announces_next(sentence: Sentence) -> bool:
    """Tell whether a sentence announces another event, an answer to what was told ("The reprisal came on Monday")."""
    return _NEXT.search(sentence.low) is not None


class Echoes:
    """The event that a report told last, and what its text says of others like it."""

    def __init__(self) -> None:
        self.kind: Trigger | None = None  # of the event told last
        self.told_in = -1  # its paragraph
        self._such = -1  # the paragraph that calls what it goes on to tell "the second such incident"
        self._announced = -9  # the sentence that announced an answer to what was told before

    def triggers_of(self, sentence: Sentence, begin: int) -> list[Trigger]:
        """Return the triggers of `sentence` from offset `begin` on, or one of the last event's kind it points at."""
        triggers = [t for t in find_triggers(sentence) if t.start >= begin]
        if not triggers and self.kind is not None:
            like = one_like_it(sentence)
            if like is not None:
                triggers = [replace(self.kind, start=like, end=like, text="similar", strength="strong")]
            elif self._such == sentence.paragraph and lossy(sentence):
                # "It was the second such blast in three days. On Sunday a shepherd lost a foot …"
                triggers = [replace(self.kind, start=sentence.start, end=sentence.start, text="such", strength="weak")]
        if another_such(sentence):
            self._such = sentence.paragraph
        if announces_next(sentence):
            self._announced = sentence.index
        return triggers

    def is_announced(self, sentence: Sentence) -> bool:
        """Tell whether the event of `sentence` was announced as an answer to the one before."""
        return self._announced in {sentence.index, sentence.index - 1}

    def tell(self, sentence: Sentence, triggers: list[Trigger]) -> None:
        """Keep what was told of last."""
        self.kind = next((t for t in triggers if t.strength == "strong"), self.kind)
        self.told_in = sentence.paragraph

    def in_story(self, sentence: Sentence) -> bool:
        """Tell whether an event was told before `sentence` in its paragraph."""
        return self.kind is not None and self.told_in == sentence.paragraph
