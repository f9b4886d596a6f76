"""`python -m geomap.cli`."""

from geomap.cli import main

main()
