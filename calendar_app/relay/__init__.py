"""The doors to the outside: posts that supporters share, testimonies that people entrust."""
