"""Writing from a thread: in order, never waiting for whoever reads, and quiet when nobody does."""

from __future__ import annotations

import multiprocessing
import threading

from simulator.running.sender import Sender

LONG = b"x" * 3_000_000  # more than a pipe holds


def test_messages_come_in_order() -> None:
    reader, writer = multiprocessing.Pipe(duplex=False)
    sender = Sender(writer)
    for number in range(50):
        assert sender.wait(5)
        assert sender.free
        sender.send(str(number).encode())
        assert reader.recv_bytes() == str(number).encode()
    sender.close(5)
    reader.close()
    writer.close()


def test_it_is_not_free_until_somebody_reads() -> None:
    reader, writer = multiprocessing.Pipe(duplex=False)
    sender = Sender(writer)
    sender.send(LONG)
    assert not sender.wait(0.05)
    assert not sender.free
    assert reader.recv_bytes() == LONG
    assert sender.wait(5)
    sender.close(5)
    reader.close()
    writer.close()


def test_nobody_reads_any_more() -> None:
    reader, writer = multiprocessing.Pipe(duplex=False)
    sender = Sender(writer)
    sender.send(LONG)
    assert not sender.wait(0.05)
    reader.close()
    assert sender.wait(5), "what it was writing ends"
    assert sender.broken
    sender.send(b"more")
    assert sender.wait(5)
    sender.close(5)
    assert "sender" not in [thread.name for thread in threading.enumerate()]
    writer.close()


def test_the_end_waits_for_what_was_given_but_not_for_ever() -> None:
    reader, writer = multiprocessing.Pipe(duplex=False)
    sender = Sender(writer)
    sender.send(LONG)
    sender.close(0.05)
    assert reader.recv_bytes() == LONG
    sender.close(5)
    reader.close()
    writer.close()
