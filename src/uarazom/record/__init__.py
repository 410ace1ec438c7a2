"""The log: append, integrate, sign, publish; store, signer, recovery, followers."""
