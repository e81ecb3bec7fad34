"""Jobs of the site as a whole: asking every night whether its protections hold."""
