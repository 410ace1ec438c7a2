"""What machines read: now.json, documents, feeds, calendars, archive, sitemap; `every.MACHINE` lists the kinds."""
