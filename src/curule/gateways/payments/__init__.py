"""Ways to collect money, one module each, behind one Protocol; `registry` names the ones in use."""
