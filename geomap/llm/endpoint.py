"""One question to a server that speaks the chat-completions protocol: bounded in time, size and tries."""

from __future__ import annotations

import http.client
import ipaddress
import json
import logging
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.errors import ResourceError, UsageError

if TYPE_CHECKING:
    from geomap.settings import Settings

_log = logging.getLogger(__name__)
KEY_VARIABLE = "GEOMAP_LLM_KEY"
_MAX_BYTES = 1 << 20
_MAX_TOKENS = 4096
_TRIES = 3
_PAUSE_S = 0.5
_TRY_AGAIN = frozenset({408, 409, 429, 500, 502, 503, 504})
_LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost"})


class EndpointError(ResourceError):
    """The server cannot be reached or refuses; no report will fare better."""


class AnswerError(Exception):
    """The server gave no usable answer on one report."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The report goes to the address that the user gave and nowhere else."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model answers.

    Attributes
    ----------
    url
        ``http://localhost:8080``, ``http://localhost:11434/v1`` or the whole address of ``chat/completions``.
    model
        Name that the server knows the model by; "" is sent as "default".
    timeout_s
        Seconds that one answer may take in all.
    plain_http
        Also send reports unencrypted to other machines. Without it only this machine or ``https``.

    Raises
    ------
    UsageError
        If the address is none, holds a password, or would carry reports over the network in the clear.
    """

    url: str
    model: str = ""
    timeout_s: float = 120.0
    plain_http: bool = False

    def __post_init__(self) -> None:
        try:
            parts = urllib.parse.urlsplit(self.url)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            raise UsageError(f"--endpoint {self.url!r} is no address: {error}") from error
        if parts.scheme not in {"http", "https"} or not host:
            raise UsageError(f"--endpoint {self.url!r} is no address", hint="like http://localhost:8080/v1")
        if parts.username or parts.password or parts.query:
            raise UsageError("--endpoint holds a password or a query", hint=f"keep a key in {KEY_VARIABLE}")
        if parts.scheme == "http" and not self.is_local and not self.plain_http:
            raise UsageError(
                f"reports would travel unencrypted to {host}",
                hint="use https or a server on this machine; --allow-plain-http sends them all the same",
            )
        if self.timeout_s <= 0:
            raise UsageError("the time limit of an answer must be positive")

    @property
    def is_local(self) -> bool:
        """Whether the server is on this machine."""
        host = urllib.parse.urlsplit(self.url).hostname or ""
        if host in _LOCAL_NAMES:
            return True
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def address(self) -> str:
        """The whole address that questions go to."""
        path = urllib.parse.urlsplit(self.url).path.rstrip("/")
        base = self.url.split("?")[0].split("#")[0].rstrip("/")
        if path.endswith("/chat/completions"):
            return base
        return f"{base}/chat/completions" if path else f"{base}/v1/chat/completions"

    def ask(self, messages: list[dict[str, str]]) -> str:
        """Return the text of the model's answer.

        Raises
        ------
        EndpointError
            If the server is not there or refuses the request.
        AnswerError
            If it was tried three times without a usable answer, or the answer is too long or too late.
        """
        body: dict[str, Any] = {
            "model": self.model or "default",
            "messages": messages,
            "temperature": 0,
            "max_tokens": _MAX_TOKENS,
            "stream": False,
            "response_format": {"type": "json_object"},
        }
        fault = "no answer"
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(_PAUSE_S * 2 ** (attempt - 1))
            try:
                return _content(self._post(body))
            except urllib.error.HTTPError as error:
                fault = f"the server answered {error.code}"
                error.close()
                if error.code == 400 and "response_format" in body:
                    del body["response_format"]  # older servers do not know it
                elif error.code not in _TRY_AGAIN:
                    raise EndpointError(
                        f"{self.address} refuses the question ({error.code} {error.reason})",
                        hint=f"check --endpoint and --llm-model; a key goes into {KEY_VARIABLE}",
                    ) from error
            except TimeoutError:
                fault = f"no answer within {self.timeout_s:g} s"
            except urllib.error.URLError as error:
                if isinstance(error.reason, TimeoutError):
                    fault = f"no answer within {self.timeout_s:g} s"
                    continue
                raise EndpointError(
                    f"{self.address} cannot be reached: {error.reason}", hint="is the model server running?"
                ) from error
            except (http.client.HTTPException, ConnectionError) as error:
                fault = f"the connection broke ({type(error).__name__})"
            _log.info("%s: %s", self.address, fault)
        raise AnswerError(fault)

    def _post(self, body: dict[str, Any]) -> bytes:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "geomap"}
        if key := os.environ.get(KEY_VARIABLE):
            headers["Authorization"] = f"Bearer {key}"
        request = urllib.request.Request(self.address, json.dumps(body).encode(), headers, method="POST")  # noqa: S310
        handlers: list[Any] = [_NoRedirect()]
        if self.is_local:
            handlers.append(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + self.timeout_s
        with urllib.request.build_opener(*handlers).open(request, timeout=self.timeout_s) as answer:
            parts, size = [], 0
            while block := answer.read1(1 << 16):
                size += len(block)
                if size > _MAX_BYTES:
                    raise AnswerError(f"the answer is longer than {_MAX_BYTES >> 20} MB")
                if time.monotonic() > deadline:
                    raise TimeoutError
                parts.append(block)
        return b"".join(parts)


def endpoint_of(settings: Settings) -> Endpoint | None:
    """Return the endpoint that the settings name, None for geomap's own rules.

    Raises
    ------
    UsageError
        If the address may not be used.
    """
    if settings.extractor == "rules":
        return None
    return Endpoint(settings.endpoint, settings.llm_model, settings.llm_timeout_s, settings.plain_http)


def _content(data: bytes) -> str:
    """Return the words of the first choice of an answer."""
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise AnswerError("the answer is not that of a chat-completions server") from error
    if not isinstance(content, str):
        raise AnswerError("the answer holds no text")
    return content
