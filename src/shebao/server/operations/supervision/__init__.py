"""Supervision of the counter (督办): workload, samples, promises checked, absences, mistakes of the day taken back."""
