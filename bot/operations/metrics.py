"""What the process counts and measures, in Prometheus' format; docs/reference/metrics.md explains every name."""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ANSWER_BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0)
SEND_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """All metrics of one process, in a registry of their own; parts write to the attributes."""

    def __init__(self) -> None:
        # A second series for each counter, that nothing here asks for; the library has no types for this one.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._count_intake()
        self._count_delivery()
        self._count_answers()
        self._count_knowledge()

    def _count_intake(self) -> None:
        in_registry = self.registry
        self.updates = Counter("huiqi_updates", "Updates taken in.", ["source"], registry=in_registry)
        self.duplicates = Counter("huiqi_duplicate_updates", "Updates that had come before.", registry=in_registry)
        self.dead_letters = Counter("huiqi_dead_letters", "Updates that were given up.", registry=in_registry)
        self.inbox_depth = Gauge("huiqi_inbox_depth", "Updates that wait for their answer.", registry=in_registry)
        self.oldest_waiting = Gauge(
            "huiqi_oldest_waiting_seconds", "Age of the oldest update that waits; 0: none waits.", registry=in_registry
        )
        self.last_poll = Gauge(
            "huiqi_last_good_poll_timestamp_seconds", "When Telegram last answered a poll.", registry=in_registry
        )
        self.poll_conflicts = Counter("huiqi_poll_conflicts", "Polls refused: another one runs.", registry=in_registry)
        self.webhook_refusals = Counter(
            "huiqi_webhook_refusals", "Webhook calls that were refused.", ["reason"], registry=in_registry
        )
        self.store_writable = Gauge("huiqi_store_writable", "1: the database takes writes.", registry=in_registry)
        self.disk_free = Gauge("huiqi_disk_free_bytes", "Room where the data lie.", registry=in_registry)
        self.loop_lag = Gauge("huiqi_loop_lag_seconds", "How late the event loop runs.", registry=in_registry)

    def _count_delivery(self) -> None:
        in_registry = self.registry
        self.telegram_up = Gauge("huiqi_telegram_up", "1: Telegram answers, 0: it does not.", registry=in_registry)
        self.send_seconds = Histogram(
            "huiqi_send_seconds", "Calls of the Bot API.", ["method"], buckets=SEND_BUCKETS, registry=in_registry
        )
        self.api_errors = Counter(
            "huiqi_api_errors", "Errors that the Bot API answered.", ["code"], registry=in_registry
        )
        self.retry_after = Counter(
            "huiqi_retry_after_seconds", "Seconds that Telegram asked to wait, in all.", registry=in_registry
        )

    def _count_answers(self) -> None:
        in_registry = self.registry
        self.answer_seconds = Histogram(
            "huiqi_answer_seconds",
            "From receipt to answer.",
            ["channel"],
            buckets=ANSWER_BUCKETS,
            registry=in_registry,
        )
        self.answering_memory = Gauge(
            "huiqi_answering_process_resident_memory_bytes",
            "Memory of the process that only answers; 0: there is none.",
            registry=in_registry,
        )
        self.answers = Counter("huiqi_answers", "Answers by outcome.", ["channel", "outcome"], registry=in_registry)
        self.measures = Counter(
            "huiqi_measure_answers", "Answers that a measure led.", ["measure"], registry=in_registry
        )
        self.http_responses = Counter(
            "huiqi_http_responses", "HTTP responses by route.", ["route", "status"], registry=in_registry
        )

    def _count_knowledge(self) -> None:
        in_registry = self.registry
        self.knowledge = Gauge(
            "huiqi_knowledge_info", "1 for the knowledge base in use.", ["version"], registry=in_registry
        )
        self.knowledge_loaded = Gauge(
            "huiqi_knowledge_loaded_timestamp_seconds", "When the knowledge in use was loaded.", registry=in_registry
        )
        self.knowledge_age = Gauge(
            "huiqi_knowledge_age_days", "Days since the knowledge in use was last verified.", registry=in_registry
        )
        self.knowledge_refused = Gauge(
            "huiqi_knowledge_refused", "1: the newest knowledge has faults, an older one serves.", registry=in_registry
        )
        self.knowledge_changes = Counter(
            "huiqi_knowledge_changes", "Changed knowledge, by what came of it.", ["result"], registry=in_registry
        )

    def answered(self, channel: str, outcome: str, seconds: float, measure: str | None) -> None:
        """Counts one answer; `measure` is the first measure's id, None where there is none."""
        self.answers.labels(channel, outcome).inc()
        self.answer_seconds.labels(channel).observe(seconds)
        if measure is not None:
            self.measures.labels(measure).inc()

    def knowledge_is(self, version: str, since: float) -> None:
        """Notes which knowledge is in use, and since when."""
        self.knowledge.clear()
        self.knowledge.labels(version).set(1)
        self.knowledge_loaded.set(since)

    def exposition(self) -> bytes:
        """All metrics as text."""
        return generate_latest(self.registry)
