"""What people look at: tables on screen and pictures."""
