"""The rules, one idea a module: t_* tables, n_* narrative, x_* cross-reference, p_* performance, s_* structure, l_* language."""
