"""The rules of the editorial line as data: written on the draft, fixed and voted with it, dispensed with a reason."""
