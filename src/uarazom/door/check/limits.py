"""Everything that can grow in the check, with its number and why.

The pages say these numbers in words (`{limit} MB`, `{seconds} seconds`), so that a reader knows what to do.
"""

BODY_BYTES = 5 << 20  # a form: 500,000 characters are at most 2 MB, and whoever sends more hears why
DRAINED_BYTES = 64 << 20  # read and thrown away, so that a browser that sends too much hears why
BODY_SECONDS = 60.0  # for all of a form: 5 MB on a phone's bad line
BODIES_MAX = 16  # forms that are being read at once: 80 MB
FIELDS_MAX = 8  # parts of a form; ours has five
FIELD_BYTES = 2_048  # any field but the text
ADDRESS_SECONDS = 10.0  # a page of another site, all of it
ADDRESS_BYTES = 4 << 20  # the HTML of the longest articles is 1 to 2 MB, scripts included
CHECK_SECONDS = 20.0  # one comparison; a usual article takes a tenth of a second
ANSWER_SECONDS = BODY_SECONDS + CHECK_SECONDS + 2 * ADDRESS_SECONDS  # what the door waits at most
MEMORY_BYTES = 1 << 30  # one comparison; the longest text takes a tenth of it
PAGE_BYTES = 16 << 20  # the result of one comparison
AT_ONCE = 2  # comparisons at a time: one a core of a small machine, and the pages have the rest
WAITING_MAX = 16  # who waits longer than this many comparisons is told so
WAIT_SECONDS = 15.0  # for a free place among those
PER_ADDRESS = 10  # comparisons from one network ...
PER_SECONDS = 60.0  # ... in this time; a newsroom behind one address reads a result for longer than six seconds
ADDRESSES_MAX = 20_000  # networks remembered, in memory alone
CACHED_SECONDS = 60.0  # a result for the same text; as long as the pages of the site are
CACHED_BYTES = 32 << 20
KEPT_HOURS = 24
KEPT_BYTES = 64 << 20  # all results with a link; the oldest end first
KEPT_PAGE_BYTES = 2 << 20  # one of them
SHOWN_MAX = 100  # quotations with a card of their own
TEXT_SHOWN = 60_000  # code points of an article shown whole; of a longer one the paragraphs with quotations
ALONE_MAX = 1_000  # code points of a text without quotation marks that is compared whole
