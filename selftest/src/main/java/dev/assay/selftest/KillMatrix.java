package dev.assay.selftest;

import dev.assay.tck.run.KitResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which rules caught which faulty store, as a document in both directions. */
final class KillMatrix {

  private final Map<String, List<String>> byStore = new TreeMap<>();
  private final Map<String, TreeSet<String>> byRule = new TreeMap<>();

  synchronized void add(FaultyStore store, KitResult result) {
    List<String> rules = new ArrayList<>(result.failedIds());
    byStore.put(store.name(), rules);
    rules.forEach(rule -> byRule.computeIfAbsent(rule, id -> new TreeSet<>()).add(store.name()));
  }

  synchronized void write(Path file) throws IOException {
    StringBuilder out = new StringBuilder("# Kill matrix\n\n## Faulty stores\n\n");
    out.append("| faulty store | caught by |\n|---|---|\n");
    byStore.forEach((store, rules) -> out.append(row(store, rules)));
    out.append("\n## Rules\n\n| rule | catches |\n|---|---|\n");
    byRule.forEach((rule, stores) -> out.append(row(rule, stores)));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, out.toString());
  }

  private static String row(String key, Iterable<String> values) {
    return "| %s | %s |\n".formatted(key, String.join(", ", values));
  }
}
