package dev.assay.tck;

import dev.assay.selftest.Catalogue;
import dev.assay.selftest.FaultyStore;
import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.model.EventPlan;
import dev.assay.tck.model.Model;
import dev.assay.tck.model.ViewPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Measures how likely one random sequence catches a store that a rule about sequences must catch,
 * and holds the number of sequences against it: a rule must miss such a store at most once in a
 * thousand runs.
 */
final class ModelDetectionTest {

  private static final int MEASURED = 60;

  private static final Map<String, EventPlan.Subject> EVENTS =
      Map.of(
          "MODEL-1", EventPlan.Subject.STREAMS,
          "MODEL-2", EventPlan.Subject.FEED,
          "MODEL-3", EventPlan.Subject.EVERYTHING,
          "MODEL-4", EventPlan.Subject.HANDLES);

  private static final Map<String, ViewPlan.Subject> VIEWS =
      Map.of(
          "MODEL-5", ViewPlan.Subject.VIEWS,
          "MODEL-6", ViewPlan.Subject.SEARCHES,
          "MODEL-7", ViewPlan.Subject.EVERYTHING);

  private static final Set<String> FIGURES = new ConcurrentSkipListSet<>();

  static List<Arguments> prey() {
    return Catalogue.all().stream().flatMap(ModelDetectionTest::rules).toList();
  }

  private static Stream<Arguments> rules(FaultyStore faulty) {
    return faulty.killedBy().stream()
        .filter(rule -> EVENTS.containsKey(rule) || VIEWS.containsKey(rule))
        .map(rule -> Arguments.of(rule, faulty.name()));
  }

  @ParameterizedTest(name = "{0} catches {1}")
  @MethodSource("prey")
  void sequencesCatchAStoreThatIsWrongWhereCallsMeet(String rule, String faulty) {
    boolean events = EVENTS.containsKey(rule);
    Model<?> model = events ? events(rule, faulty) : views(rule, faulty);
    int caught = 0;
    for (int i = 0; i < MEASURED; i++) {
      caught += model.agrees(new Random(i)) ? 0 : 1;
    }
    int sequences = events ? ModelSuite.SEQUENCES : ViewModelSuite.SEQUENCES;
    Detection detection = new Detection(rule, faulty, caught, MEASURED, sequences);
    FIGURES.add(detection.row());
    detection.assertEnough();
  }

  private static Model<?> events(String rule, String faulty) {
    EventStoreFixture fixture = Catalogue.events(faulty);
    try (EventStore store = fixture.open(new Realm("declaration"))) {
      EventPlan.Subject subject = EVENTS.getOrDefault(rule, EventPlan.Subject.EVERYTHING);
      return ModelSuite.model(fixture, subject, store.declaration().capabilities());
    }
  }

  private static Model<?> views(String rule, String faulty) {
    ViewStoreFixture fixture = Catalogue.views(faulty);
    try (ViewStore store = fixture.open(new Realm("declaration"))) {
      ViewPlan.Subject subject = VIEWS.getOrDefault(rule, ViewPlan.Subject.EVERYTHING);
      return ViewModelSuite.model(fixture, subject, store.declaration().capabilities());
    }
  }

  @AfterAll
  static void writeTheFigures() throws IOException {
    StringBuilder out = new StringBuilder("# Detection by random sequences\n\n");
    out.append("| rule | faulty store | caught | in a run |\n|---|---|---|---|\n");
    FIGURES.forEach(row -> out.append(row).append("\n"));
    Files.writeString(Path.of("target", "detection-models.md"), out.toString());
  }
}
