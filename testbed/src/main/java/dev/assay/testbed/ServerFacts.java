package dev.assay.testbed;

import java.util.Map;

/**
 * Is what a server tells of itself.
 *
 * @param version its version
 * @param durability the settings that decide what survives a crash
 */
record ServerFacts(String version, Map<String, String> durability) {

  /** Copies the settings. */
  ServerFacts {
    durability = Map.copyOf(durability);
  }
}
