package dev.assay.cli;

import dev.assay.spi.StoreUri;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the address of a store as the user gave it. */
final class Addresses {

  /** The environment variable with the password, so that it need not stand on a command line. */
  static final String PASSWORD = "ASSAY_PASSWORD";

  private static final Pattern USER_ALONE = Pattern.compile("([^:/?#]+://[^:/?#@]+)(@.*)");

  private Addresses() {}

  /**
   * Parses an address, with the password of the environment where it has a user and no password.
   *
   * @throws CannotJudge if it is not an address of a store
   */
  static StoreUri parse(String text, Session session) {
    try {
      StoreUri uri = StoreUri.parse(completed(text.trim(), session));
      uri.timeout();
      session.console().secrets().learn(uri);
      return uri;
    } catch (IllegalArgumentException e) {
      throw new CannotJudge(e.getMessage() + ".", e);
    }
  }

  private static String completed(String text, Session session) {
    String password = session.environment().getOrDefault(PASSWORD, "");
    Matcher parts = USER_ALONE.matcher(text);
    if (password.isEmpty() || !parts.matches()) {
      return text;
    }
    String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
    session.console().secrets().learn(encoded);
    return parts.group(1) + ":" + encoded + parts.group(2);
  }
}
