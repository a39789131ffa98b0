"""What every page shares: layout, design, template tags, charts, security headers, error pages."""
