package io.millrace.sdk.io.jdbc.connect;

import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What failures of databases mean, and how users are told: by their SQLSTATE, a code of five
 * characters of which the first two are a class (SQL standard, PostgreSQL's appendix A).
 */
public final class SqlFailures {

  private static final String SERIALIZATION = "40001";
  private static final String DEADLOCK = "40P01";
  private static final List<String> SHUTDOWN = List.of("57P01", "57P02", "57P03");
  private static final String CONNECTION = "08";
  private static final String CONSTRAINT = "23";

  /** Follows no more links of exceptions than that: they might go round in a circle. */
  private static final int LONGEST_CHAIN = 50;

  private SqlFailures() {}

  /**
   * Whether the same may succeed when it is tried again: a transaction lost against another one
   * (40001, 40P01), or the connection or the server was lost (class 08, 57P01 to 57P03).
   */
  public static boolean passes(SQLException failure) {
    for (SQLException each : chain(failure)) {
      String state = each.getSQLState();
      if (each instanceof SQLRecoverableException
          || (state != null
              && (state.equals(SERIALIZATION)
                  || state.equals(DEADLOCK)
                  || state.startsWith(CONNECTION)
                  || SHUTDOWN.contains(state)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a row breaks a rule of its table, e.g. that keys are unique (class 23). */
  public static boolean isOfConstraint(SQLException failure) {
    return has(failure, CONSTRAINT);
  }

  private static boolean has(SQLException failure, String start) {
    for (SQLException each : chain(failure)) {
      String state = each.getSQLState();
      if (state != null && state.startsWith(start)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The failure as users are told it.
   *
   * @param what could not be done, e.g. "write rows to"
   */
  public static IOException failed(String what, Database database, Throwable cause) {
    String message = cause.getMessage();
    String hint = "";
    if (cause instanceof SQLException failure) {
      SQLException telling = telling(failure);
      String state = telling.getSQLState();
      message = telling.getMessage() + (state == null ? "" : " (SQLSTATE " + state + ")");
      hint = hint(failure);
    } else if (message == null || !(cause instanceof IOException)) {
      message = cause.toString();
    }
    String why = database.withoutPassword(endOf(message));
    return new IOException("cannot " + what + " " + database + ": " + why + hint, cause);
  }

  private static String endOf(String message) {
    String text = message.strip();
    return text.endsWith(".") ? text : text + ".";
  }

  /** The one that says most: a batch says which statement, the one behind it why. */
  private static SQLException telling(SQLException failure) {
    SQLException telling = failure;
    for (SQLException each : chain(failure)) {
      if (each.getSQLState() != null && !(each instanceof BatchUpdateException)) {
        telling = each;
      }
    }
    return telling;
  }

  private static String hint(SQLException failure) {
    if (has(failure, CONSTRAINT)) {
      return " If rows may come that are there already, as those of a bundle do that failed, let the"
          + " statement replace them (ON CONFLICT, MERGE).";
    }
    if (has(failure, "42P01") || has(failure, "42S02")) {
      return " Check the name of the table, and its schema.";
    }
    if (has(failure, "28")) {
      return " Check the user's name and password.";
    }
    if (has(failure, CONNECTION)) {
      return " Check that the server is there and takes connections.";
    }
    return "";
  }

  /** A failure and those behind it, in the order in which they are found. */
  private static List<SQLException> chain(SQLException failure) {
    List<SQLException> found = new ArrayList<>();
    List<@Nullable Throwable> left = new ArrayList<>();
    left.add(failure);
    for (int i = 0; i < left.size() && i < LONGEST_CHAIN; i++) {
      Throwable each = left.get(i);
      if (each == null) {
        continue;
      }
      if (each instanceof SQLException sql) {
        found.add(sql);
        left.add(sql.getNextException());
      }
      left.add(each.getCause());
    }
    return found;
  }
}
