package dev.assay.adapter.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One call to the server: statements that run in one transaction, their parameters, and how the
 * rows of the last one are read.
 *
 * @param what names the call at the start of a sentence, such as {@code The commit}
 * @param sql the statements
 * @param bind sets the parameters
 * @param read reads the rows
 * @param <T> what is read
 */
record Call<T>(String what, String sql, Bind bind, Read<T> read) {

  /** Sets the parameters of a statement. */
  interface Bind {
    void to(Binds binds) throws SQLException;
  }

  /** Reads rows. */
  interface Read<T> {
    T from(ResultSet rows) throws SQLException;
  }
}
