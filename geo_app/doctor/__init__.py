"""
Any file that an office has: what it is, what is wrong with it, what can be mended.

Nothing is mended without being told: each repair is a function of the rows, and stands with
its name in the finding that offers it.
"""
