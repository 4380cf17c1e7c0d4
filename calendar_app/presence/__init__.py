"""The presence register: the association's name on each network, looked at again twice a year."""
