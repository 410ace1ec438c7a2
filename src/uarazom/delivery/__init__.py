"""How a warning reads in each channel: phone notification, text message, lower third, cell broadcast."""
