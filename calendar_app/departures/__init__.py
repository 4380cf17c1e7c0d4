"""What leaves: the kit of each account, how late it went, and what is done when a message should not have gone."""
