"""Traces for a collector of OpenTelemetry: off until a variable `OTEL_*` says where they go.

    OTEL_EXPORTER_OTLP_ENDPOINT  http://collector:4318
    OTEL_TRACES_EXPORTER         otlp (as above) | console | none
    OTEL_SERVICE_NAME            by default curule-web and curule-worker

The rest of OpenTelemetry's own variables holds too (sampling, headers, attributes of the resource).
It needs `pip install 'curule[otel]'`. What leaves is named in `LEAVES`: a route, not an address,
since those hold the secrets of links; a statement as it is written, without its values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from curule.config.environment import ConfigurationError, envchoice, envstr
from curule.config.redaction import redacted

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

LEAVES: Final = frozenset(
    {
        "curule.request_id",
        "db.name",
        "db.namespace",
        "db.query.text",
        "db.statement",
        "db.system",
        "db.system.name",
        "error.type",
        "http.method",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "http.scheme",
        "http.status_code",
        "url.scheme",
    }
)
"""The attributes that a collector gets; every other one stays here."""

_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def begin(service: str) -> None:
    """Trace requests and statements of this process from now on, if anybody wants it.

    It has to come before Django reads its list of middleware.

    Raises:
        ConfigurationError: it is wanted, and OpenTelemetry is not installed.
    """
    chosen = _chosen_exporter()
    if chosen == "none":
        return
    try:
        provider = _provider(service, chosen)
        _instrument(provider)
    except ImportError:
        raise ConfigurationError(
            "Traces are asked for (OTEL_…), but OpenTelemetry is not installed; install it with "
            "pip install 'curule[otel]', or set OTEL_TRACES_EXPORTER to none."
        ) from None


def _chosen_exporter() -> str:
    usual = "otlp" if any(envstr(name) for name in _ENDPOINTS) else "none"
    if envstr("OTEL_SDK_DISABLED").lower() == "true":
        return "none"
    return envchoice(
        "OTEL_TRACES_EXPORTER", default=usual, choices=frozenset({"otlp", "console", "none"})
    )


def _provider(service: str, chosen: str) -> TracerProvider:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = {} if envstr("OTEL_SERVICE_NAME") else {"service.name": service}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(_discreet(_exporter(chosen))))
    return provider


def _exporter(chosen: str) -> SpanExporter:
    if chosen == "console":
        from opentelemetry.sdk.trace.export import ConsoleSpanExporter

        return ConsoleSpanExporter()
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter()


def _discreet(exporter: SpanExporter) -> SpanExporter:
    """Return an exporter that passes on what may leave, and nothing else."""
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

    class Discreet(SpanExporter):
        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            return exporter.export([_leaving(span) for span in spans])

        def shutdown(self) -> None:
            exporter.shutdown()

        def force_flush(self, timeout_millis: int = 30_000) -> bool:
            return exporter.force_flush(timeout_millis)

    return Discreet()


def _leaving(span: ReadableSpan) -> ReadableSpan:
    """Return a span with the attributes that may leave; what an error said stays here."""
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import Status

    kept = {name: value for name, value in (span.attributes or {}).items() if name in LEAVES}
    return ReadableSpan(
        name=redacted(span.name),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=kept,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _instrument(provider: TracerProvider) -> None:
    from opentelemetry.instrumentation.django import DjangoInstrumentor
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor

    DjangoInstrumentor().instrument(tracer_provider=provider, response_hook=_name_request)
    PsycopgInstrumentor().instrument(tracer_provider=provider, skip_dep_check=True)


def _name_request(span: Any, request: Any, response: Any) -> None:  # noqa: ANN401 - the library's
    """Put the id of the request on its span: the same as in its answer and in the log."""
    del request
    if span.is_recording():
        span.set_attribute("curule.request_id", response.headers.get("Request-Id", ""))
