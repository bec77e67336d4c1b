package dev.assay.adapter.cassandra;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How many copies a keyspace that is created keeps, and where. Immutable.
 *
 * @param copies the number of copies by datacenter; of the whole cluster under {@link #SIMPLE}
 */
public record Replication(Map<String, Integer> copies) {

  /** Stands for the whole cluster, whatever its datacenters. */
  public static final String SIMPLE = "SimpleStrategy";

  private static final int MOST_COPIES = 99;
  private static final Pattern PART = Pattern.compile("([\\p{L}\\p{N}_.\\- ]{1,100}):([0-9]{1,2})");

  /**
   * Copies the map and checks the bounds.
   *
   * @throws IllegalArgumentException if there is no place or a number of copies is not from 1 to
   *     99, or if {@link #SIMPLE} stands beside others
   */
  public Replication {
    copies = Map.copyOf(copies);
    if (copies.isEmpty() || copies.values().stream().anyMatch(n -> n < 1 || n > MOST_COPIES)) {
      throw malformed();
    }
    if (!copies.keySet().stream().allMatch(name -> PART.matcher(name + ":1").matches())
        || (copies.containsKey(SIMPLE) && copies.size() > 1)) {
      throw malformed();
    }
  }

  /** Keeps a number of copies in the cluster, whatever its datacenters. */
  public static Replication simple(int copies) {
    return new Replication(Map.of(SIMPLE, copies));
  }

  /**
   * Parses {@code SimpleStrategy:3} or {@code dc1:3,dc2:2}.
   *
   * @throws IllegalArgumentException if the text has another shape
   */
  public static Replication parse(String text) {
    Map<String, Integer> copies = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      Matcher parts = PART.matcher(part);
      if (!parts.matches() || copies.put(parts.group(1), Integer.valueOf(parts.group(2))) != null) {
        throw malformed();
      }
    }
    return new Replication(copies);
  }

  /** Returns the value of {@code replication} in the statement that creates the keyspace. */
  String cql() {
    Integer everywhere = copies.get(SIMPLE);
    if (everywhere != null) {
      return "{'class': 'SimpleStrategy', 'replication_factor': %d}".formatted(everywhere);
    }
    return copies.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> "'%s': %d".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", ", "{'class': 'NetworkTopologyStrategy', ", "}"));
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "The option 'replication' must be SimpleStrategy:3, or the copies of each datacenter such as"
            + " dc1:3,dc2:3");
  }
}
