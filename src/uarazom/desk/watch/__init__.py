"""The press that is followed: the list of feeds, what their articles say of our record, what people decide about it."""
