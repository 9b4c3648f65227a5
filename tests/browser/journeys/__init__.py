"""The tasks of real users, click by click: each fails when its clicks grow."""
