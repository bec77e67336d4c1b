package dev.assay.cli;

import dev.assay.spi.RepairNeeded;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUri;
import dev.assay.tck.Backend;
import dev.assay.tck.history.History;
import dev.assay.tck.report.Report;
import dev.assay.tck.report.ReportWriter;
import dev.assay.tck.report.Reports;
import dev.assay.tck.rule.Profile;
import dev.assay.tck.rule.RuleGroup;
import dev.assay.tck.rule.Specification;
import dev.assay.tck.run.KitOptions;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.KitRunner;
import dev.assay.tck.run.Verdict;
import dev.assay.testbed.MavenLibraries;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the kit on the stores of one adapter and writes the report. */
@Command(
    name = "certify",
    description = "Proves an adapter right on a real server, or says what is wrong with it.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./assay certify memory",
      "  ./assay certify postgres",
      "  ./assay certify dynamodb",
      "  ./assay certify cassandra --nodes 3",
      "  ./assay certify redis",
      "  ./assay certify opensearch",
      "  ./assay certify postgres --profile full",
      "  ./assay certify postgres --only history,model",
      "  ./assay certify postgres --uri postgresql://me@db.example/app",
      "  ./assay certify --jar my-adapter.jar --uri my://host/name",
      "  ./assay certify --coordinates org.acme:my-adapter:1.0 --uri my://host/name"
    })
final class CertifyCommand implements Callable<Integer> {

  /** A server that answers one test has time for others. */
  private static final int AT_A_TIME = 3;

  /** What needs no server: it lives in this process. */
  private static final String IN_PROCESS = "memory";

  private final Session session;
  private final Specification specification = Specification.load();

  @Parameters(
      arity = "0..1",
      paramLabel = "BACKEND",
      description =
          "memory, postgres, dynamodb, cassandra, redis or opensearch; starts a server where one is needed and none is given.")
  private @Nullable String target;

  @Option(
      names = "--uri",
      paramLabel = "URI",
      description = "The address of an existing store or server.")
  private @Nullable String uri;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "On how many nodes to start the server: cassandra on 1 to 3; 1 if left out.")
  private @Nullable Integer nodes;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "A jar of the adapter or of what it needs; may be repeated.")
  private List<Path> jars = new ArrayList<>();

  @Option(
      names = "--coordinates",
      paramLabel = "G:A:V",
      description = "The adapter in a Maven repository, with what it needs; may be repeated.")
  private List<String> coordinates = new ArrayList<>();

  @Option(
      names = "--profile",
      paramLabel = "quick|full",
      description = "How thoroughly to look; quick if left out.")
  private Profile profile = Profile.QUICK;

  @Option(
      names = "--rules",
      paramLabel = "LOCK,FEED",
      split = ",",
      description = "Run only these groups or rules.")
  private List<String> rules = new ArrayList<>();

  @Option(
      names = "--only",
      paramLabel = "WORD",
      split = ",",
      description =
          "Run only what these words stand for: a seal (contract, concurrency, faults, durability, portability) or a group of rules such as history, model or crash. A seal is given if all of its rules were run.")
  private List<String> only = new ArrayList<>();

  @Option(names = "--seed", paramLabel = "N", description = "Repeat the run with this seed.")
  private @Nullable Long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder of the reports; compat-reports if left out.")
  private Path out = Path.of("compat-reports");

  CertifyCommand(Session session) {
    this.session = session;
  }

  /** Certifies and returns the exit code. */
  @Override
  public Integer call() {
    // What is mistyped is told before a server is started.
    askedRules();
    checkOptions();
    Optional<StoreUri> address =
        Optional.ofNullable(uri).map(text -> Addresses.parse(text, session));
    prepareFolder();
    try (Adapters adapters = adapters()) {
      address.ifPresent(known -> checkScheme(known, adapters));
      Request request = request(address);
      return address.isPresent()
          ? certify(adapters, address.get(), Backends.at(address.get()), request, true)
          : certifyTarget(adapters, request);
    }
  }

  /** Says that no adapter opens an address. */
  static CannotJudge noAdapter(StoreUri address, Adapters adapters) {
    return new CannotJudge(
        "No adapter opens '%s:'; known schemes are %s."
            .formatted(address.scheme(), String.join(", ", adapters.schemes())));
  }

  private Set<String> askedRules() {
    Set<String> asked = new LinkedHashSet<>(Words.groups(only, specification));
    for (String rule : rules) {
      String id = rule.strip().toUpperCase(Locale.ROOT);
      if (specification.group(id).isEmpty() && specification.rule(id).isEmpty()) {
        throw new CannotJudge(
            "There is no rule group '%s'; known are %s."
                .formatted(
                    rule.strip(),
                    String.join(
                        ", ", specification.groups().stream().map(RuleGroup::id).toList())));
      }
      asked.add(id);
    }
    return asked;
  }

  private void checkOptions() {
    boolean own = !jars.isEmpty() || !coordinates.isEmpty();
    if (own && uri == null) {
      throw new CannotJudge(
          "--jar and --coordinates name an adapter; give --uri for its store too.");
    }
    if (own && target != null) {
      throw new CannotJudge(
          "'%s' is an adapter of Assay's own: leave it out to certify the one from --jar or --coordinates."
              .formatted(target));
    }
    if (target == null && uri == null) {
      throw new CannotJudge("Say what to certify: %s, or --uri URI.".formatted(targets()));
    }
    if (target != null && !known(target)) {
      throw new CannotJudge(
          "There is no backend '%s'; known are %s. For an adapter of your own give --jar or --coordinates, and --uri."
              .formatted(target, targets()));
    }
    checkNodes();
  }

  private void checkNodes() {
    if (nodes != null && uri != null) {
      throw new CannotJudge(
          "--nodes is for a server that is started here, and --uri names one that runs: leave one of them out.");
    }
    if (nodes != null && ServerKind.of(String.valueOf(target)).isEmpty()) {
      throw new CannotJudge("%s needs no server: leave --nodes out.".formatted(target));
    }
    nodes();
  }

  private int nodes() {
    return ServerKind.of(String.valueOf(target)).map(kind -> Nodes.of(nodes, kind)).orElse(1);
  }

  private static boolean known(String target) {
    return target.equals(IN_PROCESS) || ServerKind.of(target).isPresent();
  }

  private static String targets() {
    Set<String> words = new TreeSet<>(Set.of(IN_PROCESS));
    Arrays.stream(ServerKind.values()).map(ServerKind::word).forEach(words::add);
    return String.join(", ", words);
  }

  private static String scheme(String target) {
    return ServerKind.of(target).map(ServerKind::scheme).orElse(target);
  }

  private void checkScheme(StoreUri address, Adapters adapters) {
    if (!adapters.schemes().contains(address.scheme())) {
      throw noAdapter(address, adapters);
    }
    if (target != null && !scheme(target).equals(address.scheme())) {
      throw new CannotJudge(
          "The address begins with %s: but %s is at %s: addresses."
              .formatted(address.scheme(), target, scheme(target)));
    }
  }

  // Found out before the kit runs for a minute, not after.
  private void prepareFolder() {
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new CannotJudge(
          "The folder %s for the report cannot be made (%s): choose another with --out."
              .formatted(out, Session.described(e)),
          e);
    }
    if (!Files.isWritable(out)) {
      throw new CannotJudge(
          "The folder %s for the report cannot be written: choose another with --out."
              .formatted(out));
    }
  }

  private Adapters adapters() {
    if (jars.isEmpty() && coordinates.isEmpty()) {
      return Adapters.builtIn();
    }
    List<Path> all = new ArrayList<>(jars);
    if (!coordinates.isEmpty()) {
      all.addAll(Coordinates.resolve(coordinates, MavenLibraries.ofUser(), session.console()));
    }
    return Adapters.in(all);
  }

  private Request request(Optional<StoreUri> address) {
    return new Request(
        Optional.ofNullable(target),
        nodes(),
        address.map(StoreUri::toString),
        jars.stream().map(Path::toString).toList(),
        coordinates,
        profile,
        only.stream().map(word -> word.strip().toLowerCase(Locale.ROOT)).toList(),
        rules.stream().map(rule -> rule.strip().toUpperCase(Locale.ROOT)).toList());
  }

  private int certifyTarget(Adapters adapters, Request request) {
    Optional<ServerKind> kind = ServerKind.of(String.valueOf(target));
    if (kind.isEmpty()) {
      StoreUri address = StoreUri.parse(IN_PROCESS + "://assay-" + UUID.randomUUID());
      return certify(adapters, address, new Backend.InProcess(), request, false);
    }
    ServerOptions options =
        ServerOptions.defaults()
            .withNodes(request.nodes())
            .withProgress(new ServerProgress(session.console()));
    try (Server server = Servers.start(kind.get(), options)) {
      session.console().note(server.description().toString());
      StoreUri address = StoreUri.parse(server.uri());
      session.console().secrets().learn(address);
      Backend backend = Backends.of(server, address);
      return certify(adapters, address, backend, request, !server.controllable());
    }
  }

  private int certify(
      Adapters adapters, StoreUri address, Backend backend, Request request, boolean lasting) {
    Realms realms = new Realms(adapters, address, backend);
    KitResult result;
    try {
      result = judge(realms, askedRules(), lasting);
    } finally {
      if (lasting) {
        drop(realms);
      }
    }
    return publish(result, address, request);
  }

  private KitResult judge(Realms realms, Set<String> asked, boolean lasting) {
    KitProgress progress = new KitProgress(session.console(), lasting);
    KitOptions options =
        new KitOptions(
            asked,
            profile,
            seed == null ? new Random().nextInt(Integer.MAX_VALUE) : seed,
            atATime(),
            progress);
    KitResult result = run(realms, options, lasting);
    checkJudged(realms, result);
    return result;
  }

  // Several nodes on one machine are as busy with one test as a server is with several.
  private int atATime() {
    return nodes() > 1 ? 1 : AT_A_TIME;
  }

  private KitResult run(Realms realms, KitOptions options, boolean lasting) {
    try {
      if (!lasting) {
        session.console().status("Creating the tables ...");
        realms.prepare();
      }
      return KitRunner.of(realms.eventStore(), realms.viewStore(), options).run();
    } catch (StoreException e) {
      throw new CannotJudge(said(e), e);
    } catch (IllegalArgumentException e) {
      throw new CannotJudge("The address does not fit the adapter: " + said(e), e);
    } catch (RuntimeException | LinkageError e) {
      throw new CannotJudge(
          Adapters.linkFailure(e)
              .orElseGet(
                  () ->
                      "The adapter fails when its store is opened (%s): that is a mistake in the adapter, for it should throw a StoreException."
                          .formatted(Session.described(e))),
          e);
    }
  }

  private static String said(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage()).strip();
    return message.endsWith(".") ? message : message + ".";
  }

  private static void checkJudged(Realms realms, KitResult result) {
    if (result.rules().isEmpty()) {
      throw new CannotJudge(
          "None of the rules asked for concerns this adapter, which has %s only."
              .formatted(result.views().isEmpty() ? "an event store" : "a view store"));
    }
    if (result.failed().isEmpty()) {
      return;
    }
    try {
      realms.probe();
    } catch (StoreException e) {
      String what = e instanceof RepairNeeded ? "changed" : "stopped answering";
      throw new CannotJudge(
          "The server %s while the kit ran, so that its answers prove nothing: %s"
              .formatted(what, said(e)),
          e);
    } catch (RuntimeException | LinkageError e) {
      // A store that opens only sometimes is the adapter's own mistake: the rules that failed say
      // so.
    }
  }

  private void drop(Realms realms) {
    session.console().status("Dropping %d realms ...".formatted(realms.opened()));
    int failed = realms.drop();
    if (failed > 0) {
      session
          .console()
          .note(
              "%d of %d realms could not be dropped; their names begin with tck-."
                  .formatted(failed, realms.opened()));
    }
  }

  private int publish(KitResult result, StoreUri address, Request request) {
    UnaryOperator<String> secretless = session.console().secrets()::hide;
    Report report =
        Reports.of(result, address.toString(), request.command(result.seed()), secretless);
    int code = exitCode(report);
    Summary summary = new Summary(session.console(), report, request);
    summary.print();
    summary.printEnd(written(report, Reports.histories(result, secretless)), code);
    return code;
  }

  private Path written(Report report, List<History> histories) {
    try {
      return ReportWriter.write(report, histories, out);
    } catch (IOException e) {
      throw new CannotJudge(
          "The report cannot be written to %s (%s): choose another folder with --out."
              .formatted(out, Session.described(e)),
          e);
    }
  }

  private static int exitCode(Report report) {
    if (report.count(Verdict.FAIL) > 0) {
      return ExitCode.FAILED;
    }
    return report.count(Verdict.NOT_JUDGED) > 0 ? ExitCode.NOT_JUDGED : ExitCode.GIVEN;
  }
}
