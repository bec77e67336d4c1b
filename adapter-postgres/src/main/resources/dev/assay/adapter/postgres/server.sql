select current_setting('server_version'), current_setting('server_version_num')::int, current_setting('server_encoding'),
  pg_is_in_recovery(), (select count(*) from pg_stat_replication)::int,
  current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'),
  current_setting('wal_level'), current_setting('synchronous_standby_names')
