"""Queue numbers at the windows (排队叫号): taken, called, served; a wall page that names nobody."""
