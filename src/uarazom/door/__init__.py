"""What answers the public: the static server, and the few pages that need us; no Django."""
