"""The jobs: monthly payroll, annual adjustment, recalculation with arrears, contribution assessment."""
