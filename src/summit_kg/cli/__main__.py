"""`python -m summit_kg.cli`: the command line."""

from summit_kg.cli import main

if __name__ == "__main__":
    main()
