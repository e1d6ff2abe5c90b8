from __future__ import annotations

from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection, Consumer, Exchange, Queue

from keroxio import celery as _alias  # noqa: F401 - names the transport
from keroxio.broker import Channel

EXCHANGE = Exchange("work", "direct")
QUEUES = [Queue(name, EXCHANGE, routing_key=name) for name in ("interactive", "bulk")]


@pytest.fixture
def connection(tmp_path: Path) -> Any:
    options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path)}
    with Connection("files://localhost/", transport_options=options) as connection:
        yield connection


def publish(connection: Any, *names: str) -> None:
    producer = connection.Producer()
    for number, name in enumerate(names):
        producer.publish({"number": number}, exchange=EXCHANGE, routing_key=name, declare=QUEUES)


def received(connection: Any, count: int) -> list[tuple[str, int]]:
    got: list[tuple[str, int]] = []

    def take(body: dict[str, int], message: Any) -> None:
        got.append((message.delivery_info["routing_key"], body["number"]))
        message.ack()

    with Consumer(connection, QUEUES, callbacks=[take]):
        for _ in range(count):
            connection.drain_events(timeout=2)
    return got


def test_each_message_arrives_once_and_in_order(connection: Any) -> None:
    publish(connection, *["bulk"] * 20)
    assert received(connection, 20) == [("bulk", number) for number in range(20)]
    with pytest.raises(TimeoutError):
        received(connection, 1)


def test_a_person_is_served_before_a_batch(connection: Any) -> None:
    publish(connection, "bulk", "bulk", "bulk", "interactive", "interactive")
    assert [name for name, _number in received(connection, 5)] == ["interactive"] * 2 + ["bulk"] * 3


def test_messages_survive_their_sender(connection: Any, tmp_path: Path) -> None:
    publish(connection, "bulk")
    connection.close()
    options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path)}
    with Connection("files://localhost/", transport_options=options) as later:
        assert received(later, 1) == [("bulk", 0)]


def test_a_message_half_written_is_not_read(connection: Any, tmp_path: Path) -> None:
    (tmp_path / "00000000000000000000_x.partial").write_text('{"half":')
    channel: Channel = connection.channel()
    with pytest.raises(Empty):
        channel._get("bulk")
