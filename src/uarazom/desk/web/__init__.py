"""Requests and answers: headers, transactions, language, errors; views ask the services and show."""
