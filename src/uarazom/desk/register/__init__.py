"""Changes of the register: who is who, sections, policies, the instance's texts; two coordinators of an owner."""
