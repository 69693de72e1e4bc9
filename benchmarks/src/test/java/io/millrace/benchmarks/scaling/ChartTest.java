package io.millrace.benchmarks.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartTest {

  private static final List<Panel> PANELS =
      List.of(
          new Panel(
              "events",
              "events",
              List.of(
                  new Panel.Line("q1", points(0.05, 0.05, 0.06)),
                  new Panel.Line("q7", points(0.05, 0.05, 0.06)))),
          new Panel("a & b < c", "keys", List.of(new Panel.Line("st", points(0.2, 1.5, 12)))),
          new Panel("one point", "maps", List.of(new Panel.Line("maps", List.of(point(7, 0.3))))));

  private static Panel.Point point(long size, double cpu) {
    return new Panel.Point(size, 1000, cpu);
  }

  private static List<Panel.Point> points(double... cpu) {
    List<Panel.Point> points = new ArrayList<>();
    for (int i = 0; i < cpu.length; i++) {
      points.add(point((long) Math.pow(10, i), cpu[i]));
    }
    return points;
  }

  private static Document drawn() throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(Chart.svg(PANELS).getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> all(Document svg, String name) {
    NodeList found = svg.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  @Test
  void itIsWellFormedAndHasAllTitlesAndNames() throws Exception {
    assertThat(all(drawn(), "text"))
        .extracting(Element::getTextContent)
        .contains("events", "q1", "q7", "a & b < c", "keys", "st", "one point", "maps");
  }

  @Test
  void everyLineHasAllItsPointsInsideItsPanel() throws Exception {
    Document svg = drawn();
    assertThat(all(svg, "circle")).hasSize(3 + 3 + 3 + 1);
    assertThat(all(svg, "polyline"))
        .extracting(line -> line.getAttribute("points").split(" ", -1).length)
        .containsExactly(3, 3, 3, 1);
    for (Element circle : all(svg, "circle")) {
      assertThat(Double.parseDouble(circle.getAttribute("cx"))).isBetween(40.0, 260.0);
      assertThat(Double.parseDouble(circle.getAttribute("cy"))).isBetween(30.0, 210.0);
    }
  }

  @Test
  void whatCostsMoreIsHigherAndTheAxisIsTheSameForAllPanels() throws Exception {
    List<Double> heights =
        all(drawn(), "circle").stream()
            .map(circle -> Double.parseDouble(circle.getAttribute("cy")))
            .toList();
    // st: 0.2, 1.5, 12; and the one point at 0.3 is between the first two
    assertThat(heights.get(6)).isGreaterThan(heights.get(9)).isLessThan(heights.get(0));
    assertThat(heights.get(7)).isGreaterThan(heights.get(8)).isLessThan(heights.get(9));
  }

  @Test
  void namesOfLinesThatEndAtOnePlaceAreNotOnEachOther() throws Exception {
    List<Double> heights =
        all(drawn(), "text").stream()
            .filter(text -> text.getTextContent().matches("q\\d"))
            .map(text -> Double.parseDouble(text.getAttribute("y")))
            .toList();
    assertThat(Math.abs(heights.get(0) - heights.get(1))).isGreaterThan(10);
  }
}
