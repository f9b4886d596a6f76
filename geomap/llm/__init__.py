"""An optional second reader of incidents: a language model behind an OpenAI-compatible address, held to quotes.

Off by default. The model fills the same record; every value must come with words that stand in the report, places go
through geomap's own resolver, dates through its own date rules, and the record through the same check.
"""

from geomap.llm.endpoint import Endpoint, EndpointError, endpoint_of
from geomap.llm.reader import read_incidents

__all__ = ["Endpoint", "EndpointError", "endpoint_of", "read_incidents"]
