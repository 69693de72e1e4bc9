package io.millrace.sdk.testing.scripts;

import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.testing.TestStream;
import io.millrace.sdk.testing.TestStream.ElementEvent;
import io.millrace.sdk.testing.TestStream.Event;
import io.millrace.sdk.testing.TestStream.ProcessingTimeEvent;
import io.millrace.sdk.testing.TestStream.WatermarkEvent;
import io.millrace.sdk.values.TimestampedValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a {@link TestStream}, before the watermark comes to the end of time: that is how
 * each script ends, and stands in none. Immutable.
 *
 * @param events what happens, in order
 * @param <T> the type of the elements
 */
public record StreamScript<T extends @Nullable Object>(List<Event<T>> events) {

  /** A script of these events. */
  public StreamScript {
    events = List.copyOf(events);
  }

  /**
   * Nothing but the elements, one by one, in the order of their timestamps; those with the same
   * timestamp in the order in which they are given.
   */
  public static <T extends @Nullable Object> StreamScript<T> inOrderOfTime(
      List<TimestampedValue<T>> elements) {
    List<TimestampedValue<T>> sorted = new ArrayList<>(elements);
    sorted.sort(Comparator.comparing(TimestampedValue::getTimestamp));
    return oneByOne(sorted);
  }

  private static <T extends @Nullable Object> StreamScript<T> oneByOne(
      List<TimestampedValue<T>> elements) {
    List<Event<T>> events = new ArrayList<>();
    elements.forEach(element -> events.add(new ElementEvent<>(List.of(element))));
    return new StreamScript<>(events);
  }

  /** All elements, in the order in which they arrive. */
  public List<TimestampedValue<T>> elements() {
    List<TimestampedValue<T>> elements = new ArrayList<>();
    for (Event<T> event : events) {
      if (event instanceof ElementEvent<T> added) {
        elements.addAll(added.elements());
      }
    }
    return elements;
  }

  /** The same with each element in a bundle of its own. */
  public StreamScript<T> withElementsOneByOne() {
    List<Event<T>> single = new ArrayList<>();
    for (Event<T> event : events) {
      if (event instanceof ElementEvent<T> added) {
        single.addAll(oneByOne(added.elements()).events);
      } else {
        single.add(event);
      }
    }
    return new StreamScript<>(single);
  }

  /** The same with the elements of each bundle the other way round. */
  public StreamScript<T> withBundlesReversed() {
    List<Event<T>> reversed = new ArrayList<>();
    for (Event<T> event : events) {
      if (event instanceof ElementEvent<T> added) {
        List<TimestampedValue<T>> elements = new ArrayList<>(added.elements());
        Collections.reverse(elements);
        reversed.add(new ElementEvent<>(elements));
      } else {
        reversed.add(event);
      }
    }
    return new StreamScript<>(reversed);
  }

  /**
   * Scripts that are simpler, the simplest first: with fewer elements, then with fewer advances of
   * the watermark and of processing time, then nearer to the order of time, then in fewer bundles.
   * None is without elements. No element is late in them that is not late in this one.
   */
  public List<StreamScript<T>> simpler() {
    return Simplification.of(this);
  }

  /**
   * The stream that follows the script.
   *
   * @throws IllegalArgumentException if a watermark does not advance, or a timestamp is out of
   *     bounds
   */
  public TestStream<T> toStream(Coder<T> coder) {
    TestStream.Builder<T> stream = TestStream.create(coder);
    for (Event<T> event : events) {
      if (event instanceof WatermarkEvent<T> advance) {
        stream = stream.advanceWatermarkTo(advance.watermark());
      } else if (event instanceof ProcessingTimeEvent<T> advance) {
        stream = stream.advanceProcessingTime(advance.by());
      } else if (event instanceof ElementEvent<T> added) {
        List<TimestampedValue<T>> elements = added.elements();
        @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type arguments
        TimestampedValue<T>[] others =
            elements.subList(1, elements.size()).toArray(new TimestampedValue[0]);
        stream = stream.addElements(elements.get(0), others);
      }
    }
    return stream.advanceWatermarkToInfinity();
  }

  /**
   * The script as Java source text that makes the stream, one line for each event. What cannot be
   * written as source, of a class of one's own for instance, stands in a comment.
   *
   * @param indentation what each line begins with
   */
  public String toJava(Coder<T> coder, String indentation) {
    StringBuilder text = new StringBuilder();
    text.append(indentation).append("TestStream.create(").append(JavaText.coder(coder)).append(")");
    for (Event<T> event : events) {
      text.append("\n").append(indentation).append("    .").append(call(event));
    }
    return text.append("\n")
        .append(indentation)
        .append("    .advanceWatermarkToInfinity()")
        .toString();
  }

  private static <T extends @Nullable Object> String call(Event<T> event) {
    if (event instanceof WatermarkEvent<T> advance) {
      return "advanceWatermarkTo(" + JavaText.value(advance.watermark()) + ")";
    } else if (event instanceof ProcessingTimeEvent<T> advance) {
      return "advanceProcessingTime(" + JavaText.value(advance.by()) + ")";
    }
    List<String> elements = new ArrayList<>();
    for (TimestampedValue<T> element : ((ElementEvent<T>) event).elements()) {
      elements.add(JavaText.value(element));
    }
    return "addElements(" + String.join(", ", elements) + ")";
  }
}
