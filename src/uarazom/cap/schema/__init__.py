"""The schema of CAP 1.0, 1.1 and 1.2: the elements (content), as XSD (xsd), and what is said of a breach (report)."""
