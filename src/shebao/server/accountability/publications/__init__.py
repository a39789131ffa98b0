"""What was disclosed: versions that never change, their content, how they are found."""
