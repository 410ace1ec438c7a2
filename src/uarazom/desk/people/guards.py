"""Rights are granted by two and never rewritten."""

from uarazom.desk.guards import Guard

GUARDS = (
    Guard("people_person_kept", "people_person", "DELETE", "a person is made inactive, never deleted"),
    Guard("people_person_same", "people_person", "UPDATE", "an id never changes", "NEW.id <> OLD.id"),
    Guard("people_personrole_kept", "people_personrole", "DELETE", "a right is ended, never deleted"),
    Guard(
        "people_personrole_same",
        "people_personrole",
        "UPDATE",
        "a right is ended, nothing else of it changes",
        "NEW.person_id <> OLD.person_id OR NEW.body <> OLD.body OR NEW.role <> OLD.role"
        " OR NEW.since <> OLD.since OR OLD.until IS NOT NULL",
    ),
    Guard(
        "people_personrole_granted",
        "people_personrole",
        "INSERT",
        "after the first people, a right comes from a request that two coordinators signed",
        "NEW.request_id IS NULL AND EXISTS (SELECT 1 FROM people_personrole WHERE since < NEW.since)",
    ),
    Guard(
        "people_personrole_confirmed",
        "people_personrole",
        "INSERT",
        "the request of a right is confirmed by a second coordinator and is about the same person",
        "NEW.request_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM people_rightsrequest q"
        " WHERE q.id = NEW.request_id AND q.person_id = NEW.person_id"
        " AND q.confirmed_by_id IS NOT NULL AND q.confirmed_by_id <> q.asked_by_id)",
    ),
    Guard("people_rightsrequest_kept", "people_rightsrequest", "DELETE", "a request stays"),
    Guard(
        "people_rightsrequest_same",
        "people_rightsrequest",
        "UPDATE",
        "what was asked stays what was asked",
        "NEW.person_id <> OLD.person_id OR NEW.digest <> OLD.digest OR NEW.asked_by_id <> OLD.asked_by_id"
        " OR NEW.asked_signature <> OLD.asked_signature",
    ),
)
