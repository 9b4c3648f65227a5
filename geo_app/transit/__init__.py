"""Bus stops, routes and timetables, from GTFS feeds or from drawn lines."""
