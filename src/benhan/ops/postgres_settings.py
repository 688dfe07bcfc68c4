"""How the embedded PostgreSQL is set, given on its command line so that it moves with the program."""

from __future__ import annotations

CLUSTER_NAME = "benhan"

# Statements and details of failed SQL hold patients' data: log_min_messages=log keeps ERROR out of the log
# (the application reports its own failures), terse keeps key values out of what remains.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_directories": "../socket",  # relative to the data directory: no path is too long
    "unix_socket_permissions": "0700",
    "cluster_name": CLUSTER_NAME,
    "shared_preload_libraries": "pg_stat_statements",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "max_connections": "60",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",  # small containers have little /dev/shm
    "wal_compression": "pglz",
    "autovacuum_naptime": "2s",  # a fresh installation or import is planned well within seconds, not a minute later
    "autovacuum_analyze_scale_factor": "0.05",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_line_prefix": "%m [%p] ",
    "idle_in_transaction_session_timeout": "10min",
}
# For tests only: a crash of the machine would lose the cluster.
NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_wal_size": "1GB",
    "autovacuum": "off",
}
