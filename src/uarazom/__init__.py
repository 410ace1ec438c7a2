"""UArazom: the single state information platform.

The data goes ``desk → record → site``: a draft is reviewed and approved at the desk, signed and appended to the record,
and rendered to static pages. Imports go downwards only:

    cli → desk | door → site | delivery → editorial | record → quotes | cap → sources | areas → acts → verify

Every ``__init__.py`` holds a docstring and no imports: the import linter misses what a package imports for itself.
"""
