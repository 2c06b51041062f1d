"""The world whose rules these tests try to break."""

from tests.support.committed_world import world

__all__ = ["world"]
