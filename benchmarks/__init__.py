"""What Curule does in a second, each figure beside a limit that is measured in the same run.

    python -m benchmarks            everything, a few minutes
    python -m benchmarks --quick    the same with less of everything
    python -m benchmarks --only hot

A machine is faster today than yesterday and its neighbors are never the same, so a figure alone
says little. Here every operation alternates with its own limit, the bare SQL that could not be
saved, and what counts is the ratio of the two.
"""
