package dev.assay.cli;

import dev.assay.tck.rule.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What was asked to be certified, and how; writes the command that asks the same again.
 *
 * @param target the word for it, such as {@code postgres}, if one was given
 * @param nodes how many nodes the server is started on
 * @param uri the address, without any password, if one was given
 * @param jars the adapter's jars, as typed
 * @param coordinates the adapter's coordinates
 * @param profile how thoroughly to look
 * @param only the words for what to run
 * @param rules the rules and groups to run besides; if there are neither, all are run
 */
record Request(
    Optional<String> target,
    int nodes,
    Optional<String> uri,
    List<String> jars,
    List<String> coordinates,
    Profile profile,
    List<String> only,
    List<String> rules) {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:,@%+=-]+");

  /** Copies the lists. */
  Request {
    jars = List.copyOf(jars);
    coordinates = List.copyOf(coordinates);
    only = List.copyOf(only);
    rules = List.copyOf(rules);
  }

  /** Returns the request for a single rule. */
  Request only(String rule) {
    return new Request(target, nodes, uri, jars, coordinates, profile, List.of(), List.of(rule));
  }

  /** Returns the command that repeats the run; where a password was, it has three asterisks. */
  String command(long seed) {
    List<String> words = new ArrayList<>(List.of("./assay", "certify"));
    target.ifPresent(words::add);
    if (nodes > 1) {
      words.addAll(List.of("--nodes", Integer.toString(nodes)));
    }
    jars.forEach(jar -> words.addAll(List.of("--jar", jar)));
    coordinates.forEach(name -> words.addAll(List.of("--coordinates", name)));
    uri.ifPresent(address -> words.addAll(List.of("--uri", address)));
    if (profile != Profile.QUICK) {
      words.addAll(List.of("--profile", profile.name().toLowerCase(Locale.ROOT)));
    }
    if (!only.isEmpty()) {
      words.addAll(List.of("--only", String.join(",", only)));
    }
    if (!rules.isEmpty()) {
      words.addAll(List.of("--rules", String.join(",", rules)));
    }
    words.addAll(List.of("--seed", Long.toString(seed)));
    return String.join(" ", words.stream().map(Request::quoted).toList());
  }

  // For a POSIX shell: nothing but a quote means anything inside quotes.
  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
