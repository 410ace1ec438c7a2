"""The register's tables, then their guards."""
