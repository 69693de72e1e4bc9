package io.millrace.sdk.io.jdbc.connect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a JDBC address that may be shown: without users, passwords and properties. */
public final class Address {

  /** Driver and protocol: {@code jdbc:postgresql:}, {@code jdbc:oracle:thin:}. */
  private static final Pattern PREFIX = Pattern.compile("jdbc:(?:[A-Za-z][A-Za-z0-9+_.-]*:)+");

  private Address() {}

  /**
   * What may be shown of an address; where it cannot be told what is secret, only the driver's
   * part.
   */
  public static String withoutSecrets(String url) {
    Matcher matcher = PREFIX.matcher(url);
    if (!matcher.lookingAt()) {
      return "jdbc:...";
    }
    String prefix = matcher.group();
    String rest = url.substring(matcher.end());
    int properties = firstOf(rest, "?;");
    int at = rest.lastIndexOf('@');
    if (at > properties && properties >= 0) {
      // a password with such characters in it, or a property with an @: no telling which
      return prefix + "...";
    }
    String shown = properties < 0 ? rest : rest.substring(0, properties);
    if (at < 0) {
      return prefix + shown;
    }
    String host = shown.substring(at + 1);
    return prefix + (shown.startsWith("//") && !host.startsWith("//") ? "//" : "") + host;
  }

  private static int firstOf(String text, String characters) {
    for (int i = 0; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }
}
