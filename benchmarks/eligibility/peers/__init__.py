"""The nine standing rules written by hand for other engines: data of the benchmark, no part of the program."""
