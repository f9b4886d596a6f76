"""The error tree: one root, an exit code for each kind, a message that says what to do."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from types import ModuleType


class GeomapError(Exception):
    """Root of all errors that geomap raises on purpose.

    Parameters
    ----------
    what
        One sentence: what is wrong, with the value.
    hint
        One sentence: what the user can do about it.
    **context
        Where it is wrong (``file=…``, ``row=…``, ``column=…``); kept as ``.context``.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, hint: str = "", **context: Any) -> None:
        self.what, self.hint, self.context = what, hint, context
        super().__init__(what)

    def __str__(self) -> str:
        """Return ``what (key=value, …)`` and, on a second line, the hint."""
        where = ", ".join(f"{key}={value}" for key, value in self.context.items())
        text = f"{self.what} ({where})" if where else self.what
        return f"{text}\n  hint: {self.hint}" if self.hint else text

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle whole, so that a worker process or a cluster can carry the error."""
        return (_rebuild, (type(self), self.what, self.hint, self.context))

    @classmethod
    def of(cls, what: str, hint: str, context: dict[str, Any]) -> Self:
        """Return an error of this class from its parts."""
        return cls(what, hint=hint, **context)


def _rebuild(cls: type[GeomapError], what: str, hint: str, context: dict[str, Any]) -> GeomapError:
    return cls.of(what, hint, context)


class UsageError(GeomapError):
    """The command line or the call contradicts itself."""

    exit_code = 2


class InputError(GeomapError, ValueError):
    """What the user gave cannot be used."""

    exit_code = 3


class InputMissingError(InputError, FileNotFoundError):
    """A file or folder that the user named is not there."""

    __str__ = GeomapError.__str__


class SchemaError(InputError):
    """A table lacks a column or a value does not fit the incident schema."""


class CRSError(InputError):
    """A layer has no coordinate reference system or one that cannot be transformed."""


class CoordinateError(InputError):
    """A coordinate is out of range, swapped or 0,0."""


class ResourceError(GeomapError):
    """Something the job needs is not on this machine."""

    exit_code = 4


class GazetteerMissingError(ResourceError, FileNotFoundError):
    """There is no gazetteer at the path that was asked for."""

    __str__ = GeomapError.__str__


class GazetteerOutdatedError(ResourceError):
    """The gazetteer was built by another version or is cut short."""


class ModelMissingError(ResourceError):
    """The spaCy pipeline that was named is not installed."""


class MissingDependencyError(ResourceError, ImportError):
    """An optional package is not installed."""

    __str__ = GeomapError.__str__


class OutputError(ResourceError, OSError):
    """A file cannot be written: folder read-only, disk full, file locked."""

    __str__ = GeomapError.__str__


class RejectedError(GeomapError):
    """Some records were rejected and ``--strict`` was given."""

    exit_code = 5


def need(module: str, *, to: str, extra: str) -> ModuleType:
    """Return an optional module, or say how to get it: the one door to packages that geomap runs without.

    Parameters
    ----------
    module
        What is imported.
    to
        What it is needed for: "write GeoParquet".
    extra
        geomap's extra that installs it.

    Raises
    ------
    MissingDependencyError
        If it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingDependencyError(
            f"to {to}, geomap needs the package {module}, which is not installed",
            hint=f"pip install 'geomap-incidents[{extra}]'",
        ) from error
