package io.millrace.runners.core.plan;

import static io.millrace.runners.core.plan.ModelBuilder.KV;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.model.v1.Coder;
import io.millrace.model.v1.Components;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people see of a plan. */
class ExplainTest {

  @Test
  void wordCountIsLiftedAndCommittedOnce() {
    ModelBuilder model = new ModelBuilder();
    String lines = model.read("ReadLines", "string_utf8");
    model.begin("CountWords");
    String words = model.parDo("Split", "string_utf8", lines);
    model.begin("Count.perElement");
    String pairs = model.parDo("Init", "kv<string_utf8, void>", words);
    String counts = model.combine("Combine.perKey(Count)", "varint", pairs);
    model.end().end();
    String formatted = model.parDo("Format", "string_utf8", counts);
    model.begin("WriteCounts");
    String committables = model.sinkWrite("Write", "java_serialized", formatted);
    model.sinkCommit("Commit", "java_serialized", committables);
    model.end();

    assertThat(Explain.render(model.plan()))
        .isEqualTo(
            """
            7 transforms became 3 stages, joined by 2 edges.

            stage 0  ReadLines                                                                        many tasks
                read            ReadLines
                pardo           CountWords/Split
                pardo           CountWords/Count.perElement/Init
                pre-combine     CountWords/Count.perElement/Combine.perKey(Count)
              to    stage 1, by key: accumulators of CountWords/Count.perElement/Combine.perKey(Count)

            stage 1  CountWords/Count.perElement/Combine.perKey(Count)                                many tasks
              from  stage 0, by key, as kv<string_utf8, varint>
                    because it combines by key; the values in a task are combined before they move
                merge combined  CountWords/Count.perElement/Combine.perKey(Count)
                pardo           Format
                sink write      WriteCounts/Write
              to    stage 2, to one task: WriteCounts/Write.output

            stage 2  WriteCounts/Commit                                                                 one task
              from  stage 1, to one task, as java_serialized
                    because it commits in one place what all tasks wrote
                commit          WriteCounts/Commit
            """);
  }

  @Test
  void diamondWithSideInputShowsWhoWaitsForWhat() {
    ModelBuilder model = new ModelBuilder();
    String orders = model.read("ReadOrders", KV);
    String valid =
        model
            .parDo(
                "Validate",
                orders,
                List.of(),
                Map.of("output", KV, "errors", "string_utf8"),
                p -> {})
            .get("output");
    String total = model.combine("Total", "nullable<double>", valid);
    String shares = model.parDo("ShareOfTotal", "kv<string_utf8, double>", valid, total);
    model.groupByKey("BySeller", shares);

    assertThat(Explain.render(model.plan()))
        .isEqualTo(
            """
            5 transforms became 5 stages, joined by 4 edges.

            stage 0  ReadOrders                                                                       many tasks
                read            ReadOrders
                pardo           Validate                                                       -> output, errors
                pre-combine     Total
                                <- Validate.output
              to    stage 1, by key: accumulators of Total
              to    stage 3, task to task: Validate.output

            stage 1  Total                                                                            many tasks
              from  stage 0, by key, as kv<string_utf8, nullable<double>>
                    because it combines by key; the values in a task are combined before they move
                merge combined  Total
              to    stage 2, to one task: Total.output

            stage 2  side input Total.output                                                            one task
              from  stage 1, to one task, as kv<string_utf8, varint>
                    because it keeps the whole side input
                keep            Total.output, whole
                  view          "side0" of ShareOfTotal

            stage 3  ShareOfTotal                                                                     many tasks
              from  stage 0, task to task, spills to disk, as kv<string_utf8, varint>
                    because it waits for side input Total.output that is computed from the same stage
              wait  for stage 2, side input "side0" of ShareOfTotal
                receive         Validate.output
                pardo           ShareOfTotal
              to    stage 4, by key: ShareOfTotal.output

            stage 4  BySeller                                                                         many tasks
              from  stage 3, by key, as kv<string_utf8, double>
                    because it groups by key
                group by key    BySeller
            """);
  }

  @Test
  void aGroupingShowsThatItGivesOutLateData() {
    ModelBuilder model = new ModelBuilder();
    model.strategy("late", s -> s.setLateDataOutput("too_late"));
    String grouped = model.groupByKey("Group", model.endless(model.read("Read", KV)));
    model.parDo("Look", KV, model.withOutput("Group", "too_late", grouped));

    assertThat(Explain.render(model.plan()))
        .contains(
            """
                group by key    Group                                                        -> output, too_late
                pardo           Look
                                <- Group.too_late
            """);
  }

  @Test
  void flattenOfTwoReadsIsNoStageOfItsOwn() {
    ModelBuilder model = new ModelBuilder();
    String today = model.read("ReadToday", KV);
    String archive = model.read("ReadArchive", KV);
    String all = model.flatten("All", KV, today, archive, today);
    String cleaned = model.parDo("Clean", KV, all);
    String grouped = model.groupByKey("ByUser", cleaned);
    model.parDo("Sessions", "string_utf8", grouped);

    assertThat(Explain.render(model.plan()))
        .isEqualTo(
            """
            6 transforms became 3 stages, joined by 2 edges.

            stage 0  ReadToday                                                                        many tasks
                read            ReadToday
                pardo           Clean
                                <- ReadToday.output x2 (part of All.output)
              to    stage 2, by key: Clean.output

            stage 1  ReadArchive                                                                      many tasks
                read            ReadArchive
                pardo           Clean
                                <- ReadArchive.output (part of All.output)
              to    stage 2, by key: Clean.output

            stage 2  ByUser                                                                           many tasks
              from  stage 0, by key, as kv<string_utf8, varint>
                    because it groups by key
              from  stage 1, by key, as kv<string_utf8, varint>
                    because it groups by key
                group by key    ByUser
                pardo           Sessions
            """);
  }

  @Test
  void coderThatIsASerialisedObjectIsNamedByItsClass() throws Exception {
    assertThat(textOfListOf(serialised(new MoneyCoder()))).isEqualTo("list<MoneyCoder>");
    assertThat(textOfListOf(serialised(SingletonCoder.INSTANCE))).isEqualTo("list<SingletonCoder>");
    assertThat(textOfListOf(serialised("no coder"))).isEqualTo("list<java_serialized>");
    assertThat(textOfListOf(ByteString.EMPTY)).isEqualTo("list<java_serialized>");
    assertThat(textOfListOf(serialised(new MoneyCoder()).substring(0, 12)))
        .isEqualTo("list<java_serialized>");
  }

  private static String textOfListOf(ByteString payload) {
    Components components =
        Components.newBuilder()
            .putCoders(
                "list",
                Coder.newBuilder()
                    .setSpec(ModelBuilder.spec("millrace:coder:list:v1", ByteString.EMPTY))
                    .addComponentCoderIds("custom")
                    .build())
            .putCoders(
                "custom",
                Coder.newBuilder()
                    .setSpec(ModelBuilder.spec("millrace:coder:java_serialized:v1", payload))
                    .build())
            .build();
    return CoderText.of("list", components);
  }

  private static ByteString serialised(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }

  @Test
  void nothingButALongNameIsWiderThanAHundredColumns() {
    ModelBuilder model = new ModelBuilder();
    String[] inputs = new String[30];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = model.read("ReadOneOfManyInputs" + i, KV);
    }
    String all = model.flatten("All", KV, inputs);
    String first = model.redistribute("Spread", KV, all);
    String again = model.flatten("Again", KV, first, model.parDo("A", KV, first), first);
    model.parDo("Use", KV, again, model.groupByKey("Group", again), all);

    assertThat(Explain.render(model.plan()).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  private enum SingletonCoder {
    INSTANCE
  }

  private static final class MoneyCoder implements Serializable {
    private static final long serialVersionUID = 1L;
  }
}
