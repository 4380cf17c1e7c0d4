"""What leaves by itself: Mastodon, Bluesky, a signed call. Off by default, and never twice."""
