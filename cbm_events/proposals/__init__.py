"""Proposals of member states: `steps` writes them, `letters` tells the other side, `dates` says what else is on."""
