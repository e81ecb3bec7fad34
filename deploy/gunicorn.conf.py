"""How gunicorn serves the site, under `make run` and on a real server alike."""

import os

from config import launch

launch.read_environment()  # .env says how it listens, too
launch.refuse_unready()

bind = f"{os.environ.get('LISTEN_HOST', '127.0.0.1')}:{launch.number('PORT', 8000)}"
workers = launch.number("WEB_CONCURRENCY", 2)
worker_class = "sync"
preload_app = True  # one import for all workers; no connection is opened before they fork
reuse_port = True  # a new release may start listening before the old one has stopped
timeout = 30  # seconds
graceful_timeout = 5
# A slow leak never grows old; but a worker whose memory is the cache would forget what it has counted
# and used up, for anybody who sends that many requests.
max_requests = 10_000 if os.environ.get("CACHE_URL") else 0
max_requests_jitter = 1_000
# Readers leave no trace here; the log that may be asked for says nothing of who they are.
accesslog = "-" if os.environ.get("ACCESS_LOG", "").lower() in ("on", "true", "yes", "1") else None
logger_class = "config.weblog.Logger"
errorlog = "-"
loglevel = "warning"
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  heartbeats need no disk
control_socket_disable = True  # it would write into the home directory


def post_worker_init(worker):
    """Once Django stands: each worker writes down what it counted, in a thread of its own."""
    from core import ticking  # noqa: PLC0415  this file is read before there are settings

    ticking.start()


def worker_exit(server, worker):
    from core import ticking  # noqa: PLC0415

    ticking.finish()
