package dev.assay.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Realm;
import dev.assay.spi.view.ViewKey;
import io.lettuce.core.cluster.SlotHash;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of a realm. */
final class SchemaTest {

  private static final List<String> NASTY =
      List.of(
          "a", "A", "a ", "a:b", "a%3ab", "a%3Ab", "{a}", "{}", "}", "{", "}{", "a*", "a?", "[a]",
          "\\a", "^", "%", "%%", "é", "e\u0301", "😀", "view", "names");

  @ParameterizedTest
  @ValueSource(strings = {"acme", "}", "{}", "{x}y", "}{", "a:b", "%7b", "*", "😀"})
  void allKeysOfARealmLieInOneSlot(String realm) {
    RedisSchema schema = new RedisSchema("assay", new Realm(realm));
    Stream<String> views =
        NASTY.stream().flatMap(a -> NASTY.stream().map(b -> schema.view(new ViewKey(a, b))));
    Stream<String> others = Stream.of(schema.names(), schema.cursors(), schema.dropped());
    Set<Integer> slots = new HashSet<>();
    Stream.concat(views, others).forEach(key -> slots.add(SlotHash.getSlot(key)));
    assertThat(slots).hasSize(1);
  }

  @Test
  void realmsAreSpreadOverTheSlots() {
    Set<Integer> slots = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      slots.add(SlotHash.getSlot(new RedisSchema("assay", new Realm("realm-" + i)).names()));
    }
    assertThat(slots).hasSizeGreaterThan(900);
  }

  @Test
  void differentNamesNeverShareAKey() {
    Set<String> keys = new HashSet<>();
    int count = 0;
    for (String realm : NASTY) {
      RedisSchema schema = new RedisSchema("assay", new Realm(realm));
      for (String collection : NASTY) {
        for (String id : NASTY) {
          keys.add(schema.view(new ViewKey(collection, id)));
          count++;
        }
      }
    }
    assertThat(keys).hasSize(count);
  }

  @Test
  void thePatternOfACollectionMatchesNoOther() {
    RedisSchema schema = new RedisSchema("assay", new Realm("r"));
    for (String collection : NASTY) {
      String pattern = schema.viewsOf(collection);
      String before = pattern.substring(0, pattern.length() - 1);
      assertThat(before).doesNotContain("*", "?", "[", "]", "\\", "^");
      for (String other : NASTY) {
        boolean matches = schema.view(new ViewKey(other, "id")).startsWith(before);
        assertThat(matches).as("%s matches %s", before, other).isEqualTo(collection.equals(other));
      }
    }
  }

  @Test
  void cursorsAreApart() {
    assertThat(RedisSchema.cursor("1 p", 2)).isNotEqualTo(RedisSchema.cursor("p", 21));
    assertThat(RedisSchema.cursor("2 p", 1)).isNotEqualTo(RedisSchema.cursor("p", 12));
  }
}
