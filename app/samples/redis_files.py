"""What Redis itself keeps on its disk: written anew without what was deleted."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from redis.exceptions import RedisError, ResponseError

logger = logging.getLogger("fovea")
WAIT = 10.0  # seconds for the files of one deletion
SOON = 60.0  # seconds in which deletions that make room share one rewriting
LOOK_EVERY = 0.02
BUSY = ("aof_rewrite_in_progress", "aof_rewrite_scheduled", "rdb_bgsave_in_progress")


class RedisFiles:
    """Redis' log (appendonly) and snapshot (save), where it has them."""

    def __init__(self, client: Any) -> None:
        self._redis = client
        self._lock = threading.Lock()
        self._asked = -SOON  # monotonic

    def erased(self) -> None:
        """Something was deleted: rewrite what holds it, and wait until that is done.

        Where Redis forbids it, or takes longer, that is a line of the log: Redis rewrites in its own time.
        """
        try:
            self._until_quiet()  # a rewriting that began before the deletion may still hold it
            for command in self._commands():
                self._ask(command)
                self._until_quiet()
        except (RedisError, TimeoutError) as error:
            logger.warning("Redis' files may still hold what was deleted: %s", error)

    def erased_soon(self) -> None:
        """As `erased`, for what made room for others: once a minute at most, and nobody waits for it."""
        with self._lock:
            if time.monotonic() - self._asked < SOON:
                return
            self._asked = time.monotonic()
        try:
            for command in self._commands():
                self._ask(command)
        except RedisError as error:
            logger.warning("Redis' files may still hold what was deleted: %s", error)

    def _commands(self) -> list[str]:
        """What writes its files anew; none where it keeps everything in memory alone."""
        log = ["BGREWRITEAOF"] if self._redis.info("persistence")["aof_enabled"] else []
        snapshot = ["BGSAVE SCHEDULE"] if self._redis.config_get("save").get("save") else []
        return log + snapshot

    def _ask(self, command: str) -> None:
        try:
            self._redis.execute_command(*command.split())
        except ResponseError as error:
            if "progress" not in str(error):
                raise

    def _until_quiet(self) -> None:
        until = time.monotonic() + WAIT
        while any(self._redis.info("persistence").get(name) for name in BUSY):
            if time.monotonic() > until:
                raise TimeoutError(f"it is still writing after {WAIT:.0f} s")
            time.sleep(LOOK_EVERY)
