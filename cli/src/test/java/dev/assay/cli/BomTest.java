package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Compares the BOM, which has no parent, with the parent that it must agree with. */
final class BomTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void bomHasTheVersionOfTheBuild() throws Exception {
    assertThat(texts("bom/pom.xml", "/project/version"))
        .hasSize(1)
        .isEqualTo(texts("pom.xml", "/project/version"));
  }

  @Test
  void bomFormatsWithTheVersionOfTheBuild() throws Exception {
    assertThat(texts("bom/pom.xml", "//plugin/version"))
        .hasSize(1)
        .isEqualTo(texts("pom.xml", "/project/properties/spotless.version"));
  }

  @Test
  void bomListsTheSpiTheKitAndEveryAdapter() throws Exception {
    List<String> published =
        texts("pom.xml", "/project/modules/module").stream()
            .filter(name -> name.equals("spi") || name.equals("tck") || name.startsWith("adapter-"))
            .map(name -> "assay-" + name)
            .toList();
    assertThat(texts("bom/pom.xml", "//dependencyManagement//dependency/artifactId"))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(published);
  }

  private static List<String> texts(String pom, String path) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(ROOT.resolve(pom).toFile());
    NodeList nodes =
        (NodeList)
            XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .map(node -> node.getTextContent().trim())
        .toList();
  }
}
