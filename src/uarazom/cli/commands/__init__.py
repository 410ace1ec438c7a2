"""One file a command: ``HELP``-less, ``add_arguments(parser)`` and ``run(args) -> int``."""
