package dev.assay.adapter.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Page;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.tck.data.Queries;
import dev.assay.tck.data.Searches;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searches find what the definitions of the SPI find. */
class ViewSearchParityTest {

  @ParameterizedTest
  @CsvSource({"120, 150", "1000, 50"})
  void everySearchFindsWhatTheDefinitionFinds(int documents, int queries) {
    List<JsonObject> random = Searches.some(Searches.documents(), documents, documents);
    try (OpenSearchViewStore store = TestServer.open(TestServer.freshRealm())) {
      List<View> views = new ArrayList<>();
      for (int i = 0; i < documents; i++) {
        views.add(new View(new ViewKey("c", "id" + i), 1, random.get(i)));
      }
      assertThat(store.putAll(views)).containsOnly(new PutResult.Applied());
      store.refresh("c");
      for (ViewQuery any : Searches.some(Queries.about(random).in("c"), queries, documents)) {
        ViewQuery query = any.limit(documents / 10);
        assertThat(found(store, query)).as(query.toString()).isEqualTo(expected(views, query));
      }
    }
  }

  private static List<View> found(OpenSearchViewStore store, ViewQuery query) {
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
