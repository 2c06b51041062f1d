"""The demo's world: five companies under five vendors' policies, with a year behind them.

All of it is made by the public services, in order of time, on one test clock.
"""
