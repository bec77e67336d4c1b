package dev.assay.tck;

import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;
import dev.assay.spi.RepairNeeded;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.tck.race.Await;
import dev.assay.tck.rule.Declined;
import dev.assay.tck.rule.NotJudged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Kills the server behind a store while it is written to, and starts it again on the same data; of
 * a cluster all members together, and next time one of them.
 */
final class Crash {

  private static final Duration BUDGET = Duration.ofSeconds(30);
  private static final int LATEST_NANOS = 5_000_000;

  private final List<ServerControl> victims;
  private final Declaration declaration;
  private int next;

  /**
   * Creates the means to crash a server.
   *
   * @throws NotJudged if the kit cannot
   * @throws Declined if there is no server, and the store says that nothing survives the process
   */
  Crash(Backend backend, Declaration declaration) {
    this(backend, declaration, 0);
  }

  /** Creates the means to crash a server, beginning with any of what can be struck. */
  Crash(Backend backend, Declaration declaration, int first) {
    this.victims = victims(backend, declaration.durability());
    this.declaration = declaration;
    this.next = Math.floorMod(first, victims.size());
  }

  // Of a cluster, first the whole and then a member at a time.
  private static List<ServerControl> victims(Backend backend, Durability durability) {
    if (backend instanceof Backend.Server server) {
      List<ServerControl> victims = new ArrayList<>();
      victims.add(
          server
              .control()
              .orElseThrow(() -> new NotJudged("the kit has no control over the server")));
      victims.addAll(server.members());
      return victims;
    }
    throw without(backend, durability);
  }

  private static RuntimeException without(Backend backend, Durability durability) {
    if (backend instanceof Backend.Unknown unknown) {
      throw new NotJudged(unknown.why());
    }
    if (durability.processCrash() == Durability.Promise.NOT_KEPT) {
      return new Declined("the store lives in this process and says that nothing outlives it");
    }
    throw new NotJudged("the store lives in this process, which the kit cannot kill");
  }

  /**
   * Lets a load run, kills the server at a random moment and starts it again. Returns when every
   * call of the load is answered.
   *
   * @param most the most acknowledged calls before the crash; the least is a tenth
   */
  void under(CrashLoad load, int most, Random random) {
    int enough = most / 10 + random.nextInt(most - most / 10);
    ServerControl victim = victims.get(next++ % victims.size());
    load.start();
    try {
      Await.until(BUDGET, enough + " acknowledged calls", () -> load.acknowledged() >= enough);
      LockSupport.parkNanos(random.nextInt(LATEST_NANOS));
      victim.kill();
    } finally {
      load.stop();
      victim.restart();
      load.join(BUDGET);
    }
  }

  /**
   * Judges what a store answers after a crash. The message of whatever it throws tells the settings
   * that the store declares.
   *
   * @param probe a read that fails while the handle has not found the server again
   */
  void judge(Runnable probe, Runnable checks) {
    try {
      Await.until(BUDGET, "an answer by a handle after the crash", () -> answers(probe));
      checks.run();
    } catch (AssertionError | StoreException e) {
      String what = e instanceof RepairNeeded ? "the store is no longer whole: " : "";
      throw new AssertionError("after the crash " + what + e.getMessage() + "\n" + settings(), e);
    }
  }

  private static boolean answers(Runnable probe) {
    try {
      probe.run();
      return true;
    } catch (StoreUnavailable e) {
      return false;
    }
  }

  private String settings() {
    return settings(declaration);
  }

  /** Returns the settings of a server as its store declares them. */
  static String settings(Declaration declaration) {
    return "the server's settings, as the store declares them: "
        + declaration.durability().settings().entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue())
            .collect(Collectors.joining(", "));
  }

  /**
   * Judges what the settings of the server promise.
   *
   * @throws NotJudged if the server does not tell
   * @throws Declined if there is no server, and the store says that nothing survives the process
   */
  static void judgeSettings(Backend backend, Declaration declaration) {
    Durability durability = declaration.durability();
    if (!(backend instanceof Backend.Server)) {
      throw without(backend, durability);
    }
    judge("when the server's processes are killed", durability.processCrash(), declaration);
    judge("when the server's machine loses power", durability.powerLoss(), declaration);
  }

  private static void judge(String when, Durability.Promise promise, Declaration declaration) {
    if (promise == Durability.Promise.NOT_KEPT) {
      throw new AssertionError(
          "acknowledged writes may be lost %s; %s".formatted(when, settings(declaration)));
    }
    if (promise == Durability.Promise.UNKNOWN) {
      throw new NotJudged("the server does not tell whether acknowledged writes survive " + when);
    }
  }
}
