import socket
import threading
import time

import pytest
from psycopg import OperationalError
from psycopg_pool import ConnectionPool, PoolTimeout

from config.database import from_url


@pytest.fixture
def asked():
    """A server that hangs up, and the moments it was asked."""
    moments = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            while True:
                try:
                    caller, _address = server.accept()
                except OSError:
                    return
                moments.append(time.monotonic())
                caller.close()

        threading.Thread(target=answer, daemon=True).start()
        yield server.getsockname()[1], moments
        server.shutdown(socket.SHUT_RDWR)


def test_after_an_outage_the_first_reader_asks_the_database_at_once(asked):
    port, moments = asked
    found = from_url(f"postgres://veche@127.0.0.1:{port}/veche")["OPTIONS"]["pool"]
    with ConnectionPool(f"host=127.0.0.1 port={port} dbname=x sslmode=disable", **found) as pool:
        with pytest.raises((PoolTimeout, OperationalError)):
            pool.getconn(timeout=1)  # another reader, in the middle of the outage
        time.sleep(8)
        before = time.monotonic()
        with pytest.raises((PoolTimeout, OperationalError)):
            pool.getconn(timeout=1)
    assert any(before <= moment < before + 0.5 for moment in moments)
