"""Who is waiting, in the room, finished: the day of a clinic."""
