"""``python -m ketamine_course``."""

from .cli import main

raise SystemExit(main())
