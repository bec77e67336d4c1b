package dev.assay.adapter.postgres;

/**
 * The statements that commit.
 *
 * @param one applies one commit
 * @param group applies several, or restores one
 */
record CommitSql(String one, String group) {}
