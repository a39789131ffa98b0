"""`python -m shebao`."""

from shebao.cli import main

if __name__ == "__main__":
    main()
