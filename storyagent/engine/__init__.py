"""Running a plan: ready queue, keys, store, journal, retries."""
