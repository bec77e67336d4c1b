package dev.assay.cli;

import dev.assay.spi.StoreUri;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The secrets of this run, so that no output shows them, whoever wrote the text. They are taken
 * from the arguments as typed, malformed ones included, and from the environment.
 */
final class Secrets {

  private static final String MASK = "***";

  /** A text this short is hidden only where the context says that it is the secret. */
  private static final int SHORTEST = 4;

  /** Up to the last @: a password that is not percent-encoded may hold anything. */
  private static final Pattern LOGIN = Pattern.compile("://([^:@/]*):(.*)@", Pattern.DOTALL);

  private static final Pattern OPTION =
      Pattern.compile(
          "(?i)[?&]([^=&#]*(?:password|passwd|passphrase|secret|token|credential|apikey)[^=&#]*)"
              + "=([^&#]+)");

  private final Set<String> everywhere = new LinkedHashSet<>();
  private final Set<String> inContext = new LinkedHashSet<>();

  /** Takes the secrets out of arguments that are, or contain, addresses. */
  void learn(List<String> arguments) {
    arguments.forEach(this::learnFrom);
  }

  /** Takes a secret, as it is and percent-decoded. */
  void learn(String secret) {
    learn(secret, everywhere);
  }

  /** Takes the secrets of an address. */
  void learn(StoreUri uri) {
    uri.password().ifPresent(password -> learn(password, place(password, uri)));
    uri.options()
        .forEach(
            (name, value) -> {
              if (OPTION.matcher("?" + name + "=x").matches()) {
                learn(value);
              }
            });
  }

  /** Returns the text without any of the secrets. */
  String hide(String text) {
    String hidden = text;
    for (String secret : longestFirst(everywhere)) {
      hidden = replace(hidden, Pattern.quote(secret));
    }
    for (String secret : longestFirst(inContext)) {
      hidden = replace(hidden, "(?<=[:='\"])" + Pattern.quote(secret) + "(?=[@&'\"\\s]|$)");
    }
    return hidden;
  }

  private void learnFrom(String argument) {
    Matcher login = LOGIN.matcher(argument);
    if (login.find()) {
      String others = login.group(1) + argument.substring(login.end());
      learn(login.group(2), others.contains(login.group(2)) ? inContext : everywhere);
    }
    Matcher option = OPTION.matcher(argument);
    while (option.find()) {
      learn(option.group(2));
    }
  }

  // What stands in the same address as a user or a name is no secret by itself, only in its place.
  private Set<String> place(String password, StoreUri uri) {
    String others = uri.user().orElse("") + " " + uri.hosts() + " " + uri.path();
    return others.contains(password) ? inContext : everywhere;
  }

  private void learn(String secret, Set<String> place) {
    if (secret.isEmpty()) {
      return;
    }
    Set<String> spellings = secret.length() < SHORTEST ? inContext : place;
    spellings.add(secret);
    try {
      spellings.add(URLDecoder.decode(secret.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      // A stray percent sign: then it is spelt in one way only.
    }
  }

  private static List<String> longestFirst(Set<String> texts) {
    List<String> sorted = new ArrayList<>(texts);
    sorted.sort(Comparator.comparingInt(String::length).reversed());
    return sorted;
  }

  private static String replace(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).replaceAll(Matcher.quoteReplacement(MASK));
  }
}
