"""Lets `python -m stacqc` do what `stacqc` does."""

from stacqc.cli import main

if __name__ == "__main__":
    main()
