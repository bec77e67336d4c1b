package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Page;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.spi.view.ViewStores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches find what the definitions of the SPI find, whichever plan the server chooses. */
class ViewSearchParityTest {

  private static final int DOCUMENTS = 150;
  private static final int QUERIES = 300;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everySearchFindsWhatTheDefinitionFinds(long seed) {
    RandomViews random = new RandomViews(seed);
    try (PostgresViewStore store =
        (PostgresViewStore)
            ViewStores.open(TestServer.uri().with("realm", TestServer.freshRealm().name()))) {
      List<View> views = new ArrayList<>();
      for (int i = 0; i < DOCUMENTS; i++) {
        views.add(new View(new ViewKey("c", "id" + i), 1, random.document()));
      }
      store.putAll(views);
      for (int i = 0; i < QUERIES; i++) {
        ViewQuery query = random.query("c");
        assertThat(found(store, query)).as(query.toString()).isEqualTo(expected(views, query));
      }
    }
  }

  private static List<View> found(PostgresViewStore store, ViewQuery query) {
    List<View> found = new ArrayList<>();
    Page<View> page = store.search(query);
    found.addAll(page.items());
    while (page.next().isPresent()) {
      assertThat(page.items()).hasSize(query.limit());
      page = store.search(query.after(page.next().get()));
      found.addAll(page.items());
    }
    return found;
  }

  private static List<View> expected(List<View> views, ViewQuery query) {
    Comparator<View> order = (a, b) -> query.compare(query.place(a), query.place(b));
    return views.stream()
        .filter(view -> query.where().matches(view.document()))
        .sorted(order)
        .map(view -> new View(view.key(), view.revision(), query.select(view.document())))
        .toList();
  }
}
