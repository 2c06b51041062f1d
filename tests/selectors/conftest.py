"""The world in which each test plants something and takes it out."""

from tests.support.committed_world import world

__all__ = ["world"]
