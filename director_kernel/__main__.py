"""`python -m director_kernel` is the `director` command."""

from director_kernel.commands import main

main()
