"""The queue of jobs, where somebody's traces are to be taken out of it."""

import json
from collections.abc import Collection
from typing import Any

from django.db import connection, transaction

# An address is looked for anywhere, a name only among what a letter is to say: a member called
# “email” must not take other people's letters along. Jobs name members by `user` or `user_id`.
NAMING = """
SELECT id FROM procrastinate_jobs
WHERE EXISTS (
        SELECT FROM jsonb_path_query(args, '$.**') AS value
        WHERE lower(value #>> '{}') = ANY(%(addresses)s::text[])
    )
    OR EXISTS (
        SELECT FROM jsonb_path_query(args -> 'context', '$.**') AS value
        WHERE value #>> '{}' = %(name)s
    )
    OR jsonb_path_exists(args, '$.** ? (@.user == $id || @.user_id == $id)', %(vars)s::jsonb)
ORDER BY id FOR UPDATE
"""

# A worker that has the job must find its row when it ends. Should it try again, the letter is one
# of those that are only pretended.
EMPTY = """
UPDATE procrastinate_jobs
SET args = CASE task_name
    WHEN 'core.send_mail' THEN args || '{"to": "", "context": {}, "manner": null}' ELSE '{}' END
WHERE status = 'doing' AND id = ANY(%(ids)s::bigint[])
"""
DELETE = "DELETE FROM procrastinate_jobs WHERE status <> 'doing' AND id = ANY(%(ids)s::bigint[])"


@transaction.atomic
def forget(user_id: int, name: str, addresses: Collection[str]) -> None:
    """Take out of the queue what names the member; what is running forgets what it was about.

    Reads the whole queue: some 10 µs for each job that waits or has failed.
    """
    wanted: dict[str, Any] = {
        "addresses": [address.lower() for address in addresses],
        "name": name,
        "vars": json.dumps({"id": user_id}),
    }
    with connection.cursor() as cursor:
        cursor.execute(NAMING, wanted)
        ids: dict[str, Any] = {"ids": [pk for (pk,) in cursor.fetchall()]}
        cursor.execute(EMPTY, ids)
        cursor.execute(DELETE, ids)
