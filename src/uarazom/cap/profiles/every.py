"""The profiles by name."""

from uarazom.cap.profiles import cap_au, cap_cp, google, ipaws, meteoalarm
from uarazom.cap.profiles.profile import Profile

PROFILES: dict[str, Profile] = {one.PROFILE.name: one.PROFILE for one in (ipaws, cap_cp, cap_au, meteoalarm, google)}
