"""The command line: each module without an underscore is a command, the others are what commands share."""
