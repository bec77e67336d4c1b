package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Keeps what the README shows equal to what the build runs. {@code mvn -B test -pl cli -am
 * -Dtest=ReadmeTest -Dsurefire.failIfNoSpecifiedTests=false -Dassay.update=true} writes the README
 * anew.
 */
class ReadmeTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path README = ROOT.resolve("README.md");
  private static final Pattern SNIPPET =
      Pattern.compile(
          "(<!-- snippet:([a-z-]+), taken from (\\S+) -->\\n```java\\n)(.*?)(```\\n<!-- /snippet)",
          Pattern.DOTALL);
  private static final Pattern TABLE =
      Pattern.compile(
          "(<!-- generated:capabilities -->\\n)(.*?)(<!-- /generated -->)", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

  @Test
  void the_readme_shows_code_that_was_run_and_capabilities_that_were_declared() throws IOException {
    String expected = withTable(withSnippets(Files.readString(README)));
    if (Boolean.getBoolean("assay.update")) {
      Files.writeString(README, expected);
    }
    assertThat(Files.readString(README))
        .as("README.md; see this test's Javadoc for the command that writes it anew")
        .isEqualTo(expected);
  }

  @Test
  void every_link_of_the_readme_leads_somewhere() throws IOException {
    List<String> links = new ArrayList<>();
    Matcher link = LINK.matcher(Files.readString(README));
    while (link.find()) {
      links.add(link.group(1));
    }
    assertThat(links).hasSizeGreaterThan(5).allSatisfy(to -> assertThat(ROOT.resolve(to)).exists());
  }

  private static String withSnippets(String readme) throws IOException {
    Matcher marks = SNIPPET.matcher(readme);
    StringBuilder out = new StringBuilder();
    int found = 0;
    while (marks.find()) {
      String code = snippet(ROOT.resolve(marks.group(3)), marks.group(2));
      marks.appendReplacement(
          out, Matcher.quoteReplacement(marks.group(1) + code + marks.group(5)));
      found++;
    }
    assertThat(found).as("snippets in the README").isEqualTo(2);
    return marks.appendTail(out).toString();
  }

  private static String snippet(Path source, String name) throws IOException {
    List<String> lines = Files.readAllLines(source);
    int begin = indexOf(lines, "// snippet:" + name, 0);
    int end = indexOf(lines, "// end", begin);
    List<String> code = lines.subList(begin + 1, end);
    int indent = lines.get(begin).indexOf("//");
    StringBuilder out = new StringBuilder();
    for (String line : code) {
      out.append(line.length() < indent ? line.strip() : line.substring(indent)).append('\n');
    }
    return closed(out.toString());
  }

  // A snippet may end inside a block that the test goes on with.
  private static String closed(String code) {
    long open = code.chars().filter(c -> c == '{').count();
    long shut = code.chars().filter(c -> c == '}').count();
    return code + "}\n".repeat((int) (open - shut));
  }

  private static int indexOf(List<String> lines, String mark, int from) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).strip().equals(mark)) {
        return i;
      }
    }
    throw new AssertionError("No line '" + mark + "'");
  }

  private static String withTable(String readme) {
    Matcher mark = TABLE.matcher(readme);
    assertThat(mark.find()).as("the place of the table in the README").isTrue();
    return mark.replaceFirst(
        Matcher.quoteReplacement(mark.group(1) + CapabilityTable.markdown() + mark.group(3)));
  }
}
