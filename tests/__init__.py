"""The tests: folders mirror simulator/, oracles and benchmarks stand apart."""
