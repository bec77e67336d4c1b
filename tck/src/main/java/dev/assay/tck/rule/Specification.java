package dev.assay.tck.rule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The specification of the SPI, read from its document.
 *
 * @param groups the groups of rules, in the order of the document
 * @param floors the floor of each limit, by the limit's name as the document's table shows it
 */
public record Specification(List<RuleGroup> groups, Map<String, Long> floors) {

  private static final String RESOURCE = "/dev/assay/spi/SPEC.md";

  /** Copies the groups and the floors. */
  public Specification {
    groups = List.copyOf(groups);
    floors = Map.copyOf(floors);
  }

  /** Reads the specification that travels with the SPI. */
  public static Specification load() {
    try (InputStream in = dev.assay.spi.Realm.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("The SPI on the class path carries no " + RESOURCE);
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Parses the text of a specification.
   *
   * @throws IllegalArgumentException if it has not the form that it must have; the message names
   *     the line
   */
  public static Specification parse(String text) {
    return new SpecificationParser(text).parse();
  }

  /** Returns all rules, in the order of the document. */
  public Stream<RuleText> rules() {
    return groups.stream().flatMap(group -> group.rules().stream());
  }

  /** Finds a rule. */
  public Optional<RuleText> rule(String id) {
    return rules().filter(rule -> rule.id().equals(id)).findFirst();
  }

  /** Finds a group. */
  public Optional<RuleGroup> group(String id) {
    return groups.stream().filter(group -> group.id().equals(id)).findFirst();
  }

  /** Returns the SHA-256 of all rules, in hexadecimal; two kits with the same digest agree. */
  public String digest() {
    MessageDigest sha256 = sha256();
    rules().forEach(rule -> sha256.update(utf8(rule.canonical() + "\n\n")));
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
