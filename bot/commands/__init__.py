"""The commands of `huiqi`, a module a subject; a module imports what is heavy where a command runs."""
