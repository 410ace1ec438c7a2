"""One module per kind of page; `uarazom.site.pages.every.PAGES` lists them."""
