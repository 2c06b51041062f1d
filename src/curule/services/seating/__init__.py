"""The one allocator, and all that decides who sits: claims, releases, seats as rows, who waits."""
