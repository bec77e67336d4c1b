package dev.assay.tck.run;

import dev.assay.tck.rule.Profile;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * What to run and how.
 *
 * @param rules ids of rules and of groups; none means all
 * @param profile how thoroughly to look
 * @param seed the seed of chance
 * @param atATime how many tests of the contract run at a time, at least one; those that cut the
 *     network, kill the server or record how clients meet always run alone
 * @param listener is told how the kit gets on
 */
public record KitOptions(
    Set<String> rules, Profile profile, long seed, int atATime, KitListener listener) {

  /** Copies the ids and checks the number. */
  public KitOptions {
    rules = Set.copyOf(rules);
    if (atATime < 1) {
      throw new IllegalArgumentException("At least one test runs at a time, not " + atATime);
    }
  }

  /** Returns the options that run everything, quickly, one by one, with a seed of its own. */
  public static KitOptions quick() {
    long seed = new Random().nextInt(Integer.MAX_VALUE);
    return new KitOptions(Set.of(), Profile.QUICK, seed, 1, KitListener.NONE);
  }

  /** Returns the same options for some rules and groups; none means all. */
  public KitOptions rules(String... ids) {
    return new KitOptions(new TreeSet<>(Set.of(ids)), profile, seed, atATime, listener);
  }

  /** Returns the same options with another profile. */
  public KitOptions profile(Profile other) {
    return new KitOptions(rules, other, seed, atATime, listener);
  }

  /** Returns the same options with another seed. */
  public KitOptions seed(long other) {
    return new KitOptions(rules, profile, other, atATime, listener);
  }

  /** Returns the same options with another number of tests at a time. */
  public KitOptions atATime(int other) {
    return new KitOptions(rules, profile, seed, other, listener);
  }

  /** Returns the same options with another listener. */
  public KitOptions listener(KitListener other) {
    return new KitOptions(rules, profile, seed, atATime, other);
  }

  boolean asksFor(String rule, String group) {
    return rules.isEmpty() || rules.contains(rule) || rules.contains(group);
  }
}
