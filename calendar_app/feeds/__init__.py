"""The calendar as iCalendar (RFC 5545): private addresses, and the .ics of reminder mails."""
