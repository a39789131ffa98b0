"""The inbox 待我办理: what waits for a person and for whom they wait, of all apps that declare work."""
