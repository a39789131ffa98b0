"""Relief (减免缓): phased cuts that nobody applies for, deferrals, and what an employer saved by them, by document."""
