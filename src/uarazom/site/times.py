"""How long what is said of now may be relied on, how often it is said anew, how far back a page looks."""

from datetime import timedelta

MINUTE = timedelta(seconds=60)  # how often pages that say what holds now are made anew
RELIABLE = timedelta(minutes=5)  # after this such a page is not to be relied on
RAN_OUT_SHOWN = timedelta(hours=24)  # how long a place says that a warning's time ran out without an all-clear
WEEK = timedelta(days=7)
