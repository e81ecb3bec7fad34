"""`python -m donations.sandbox`: the sandbox's clock and its webhooks, until SIGTERM."""

import os
import sys

from django.conf import settings

from donations.sandbox import courier, current


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if not settings.STRIPE_SANDBOX:
        print("STRIPE_SANDBOX is off: there is nothing to do", file=sys.stderr)
        return 1
    return courier.main(current.current(), int(os.environ.get("PORT") or "8000"))


if __name__ == "__main__":
    sys.exit(main())
