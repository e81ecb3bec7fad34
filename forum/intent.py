"""Whether a post asks how to stop a monthly donation."""


def asks_to_stop_giving(title: str, text: str) -> bool:
    return False
