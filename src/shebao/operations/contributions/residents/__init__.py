"""What residents contribute (城乡居民养老保险): tiers and subsidies by place and year, and the choice of one."""
