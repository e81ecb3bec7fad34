"""Several people in the same moment."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def at_once(*calls):
    """Runs each in a thread and a connection of its own.

    Their results, in order; an exception is one, too: whoever comes second may well be refused.
    """

    def run(call):
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
