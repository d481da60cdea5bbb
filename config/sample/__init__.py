"""A synthetic programme of any size, for benchmarks and tests.

Hunts, routes and hosts are as many whatever the size, so that pages at two sizes are alike but for what was logged:
people and reflections grow. The same slug, seed and number give the same words, ids and times, in whatever database.
"""
