"""The options of the language-model door, for the commands that extract incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from geomap.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

RULES, MODEL = "rules", "openai-compatible"
_OPTIONS = (
    click.option(
        "--extractor", default=RULES, show_default=True, type=click.Choice([RULES, MODEL]),
        help="What reads incidents: geomap's own rules, or a language model held to quotes.",
    ),
    click.option("--endpoint", metavar="URL", help="Its address: http://localhost:8080/v1 (with --extractor)."),
    click.option("--llm-model", default="", metavar="NAME", help="Name by which that server knows the model."),
    click.option("--llm-timeout", default=120.0, show_default=True, help="Seconds for one report's answer."),
    click.option("--allow-plain-http", is_flag=True, help="Send reports to another machine without encryption."),
)  # fmt: skip


def extractor_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--extractor``, ``--endpoint``, ``--llm-model``, ``--llm-timeout`` and ``--allow-plain-http``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def extractor_settings(
    extractor: str, endpoint: str | None, llm_model: str, llm_timeout: float, *, allow_plain_http: bool
) -> dict[str, Any]:
    """Return the options as fields of `geomap.Settings`.

    Raises
    ------
    UsageError
        If an endpoint is given without the extractor or the other way round, or the address may not be used.
    """
    if extractor == RULES:
        if endpoint:
            raise UsageError("--endpoint is given but not used", hint=f"add --extractor {MODEL}")
        return {}
    if not endpoint:
        raise UsageError(f"--extractor {MODEL} needs --endpoint", hint="like --endpoint http://localhost:8080/v1")
    from geomap.llm import Endpoint

    Endpoint(endpoint, llm_model, llm_timeout, allow_plain_http)  # says now if the address may not be used
    return {
        "extractor": extractor,
        "endpoint": endpoint,
        "llm_model": llm_model,
        "llm_timeout_s": llm_timeout,
        "plain_http": allow_plain_http,
    }
