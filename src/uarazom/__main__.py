"""``python -m uarazom``: the command line without its installed script."""

import sys

from uarazom.cli.main import main

sys.exit(main())
