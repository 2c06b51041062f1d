"""Lets through only who has a seat: `require_seat` for FastAPI, Flask and Django.

Each stands in a module of its own, as each needs its framework:

    from curule_client.guards.fastapi import require_seat
"""
