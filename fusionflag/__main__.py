"""The command. `--version` is answered before anything is imported: it is asked often, and by scripts."""

import sys


def main() -> None:
    """Entry point of the console script and of `python -m fusionflag`."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from fusionflag import __version__

        sys.stdout.write(f"fusionflag {__version__}\n")
        return
    from fusionflag.cli import main as run

    run()


if __name__ == "__main__":
    main()
