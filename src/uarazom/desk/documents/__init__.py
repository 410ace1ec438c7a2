"""What stands in the record, as the desk shows it: list, search, one document and the acts it is offered."""
