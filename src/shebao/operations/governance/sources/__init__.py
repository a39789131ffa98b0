"""Where data lies: Parquet as it is; CSV, XLSX, DuckDB files and PostgreSQL turned into Parquet first."""

from shebao.operations.governance.sources.location import Located, locate
from shebao.operations.governance.sources.partitions import Partition, Problem

__all__ = ["Located", "Partition", "Problem", "locate"]
