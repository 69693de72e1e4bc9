package io.millrace.sdk.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sdk.coders.CannotProvideCoderException;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.CoderException;
import io.millrace.sdk.coders.CoderRegistry;
import io.millrace.sdk.transforms.Combine.CombineFn;
import io.millrace.sdk.util.CoderUtils;
import io.millrace.sdk.util.SerializableUtils;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;

/**
 * What every combine function owes to whoever runs it: the same result however values are ordered
 * and grouped and accumulators merged, sent through their coder and compacted on the way, and no
 * change to anything but the first accumulator.
 */
final class CombineFnLaws {

  private static final int ROUNDS = 60;

  private CombineFnLaws() {}

  /** Results must be equal. */
  static <InputT, OutputT> void hold(
      CombineFn<InputT, ?, OutputT> fn, Coder<InputT> coder, List<InputT> values, long seed) {
    hold(fn, coder, values, seed, (expected, actual) -> assertThat(actual).isEqualTo(expected));
  }

  /** Results must be the same in the eyes of {@code same}, given the expected and another. */
  static <InputT, AccumT, OutputT> void hold(
      CombineFn<InputT, AccumT, OutputT> fn,
      Coder<InputT> coder,
      List<InputT> values,
      long seed,
      BiConsumer<OutputT, OutputT> same) {
    for (int round = 0; round < ROUNDS; round++) {
      long roundSeed = seed + round;
      Random random = new Random(roundSeed);
      // the first rounds are small, the very first is empty
      int count = round < 5 ? Math.min(round, values.size()) : random.nextInt(values.size() + 1);
      List<InputT> some = new ArrayList<>(values.subList(0, count));
      try {
        new Round<>(fn, coder, some, random).check(same);
        new Round<>(
                secondOf(fn, coder), accumulatorCoder(fn, coder), parts(fn, coder, some), random)
            .compareTo(fn.apply(some), same);
      } catch (CoderException | AssertionError | RuntimeException e) {
        throw new AssertionError(
            "round " + round + ", seed " + roundSeed + ", " + count + " values: " + e, e);
      }
    }
  }

  static <InputT, AccumT> Coder<AccumT> accumulatorCoder(
      CombineFn<InputT, AccumT, ?> fn, Coder<InputT> coder) {
    try {
      return fn.getAccumulatorCoder(CoderRegistry.createDefault(), coder);
    } catch (CannotProvideCoderException e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static <InputT, AccumT, OutputT> CombineFn<AccumT, ?, OutputT> secondOf(
      CombineFn<InputT, AccumT, OutputT> fn, Coder<InputT> coder) {
    return (CombineFn<AccumT, ?, OutputT>)
        TwoStepCombineFns.secondStep(fn, coder, accumulatorCoder(fn, coder));
  }

  /** What the first step of a fan-out to three parts gives, one of them empty if there are two. */
  @SuppressWarnings("unchecked")
  private static <InputT, AccumT> List<AccumT> parts(
      CombineFn<InputT, AccumT, ?> fn, Coder<InputT> coder, List<InputT> values) {
    CombineFn<InputT, ?, AccumT> first =
        (CombineFn<InputT, ?, AccumT>) TwoStepCombineFns.firstStep(fn);
    List<AccumT> parts = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      List<InputT> own = new ArrayList<>();
      for (int i = part; i < values.size(); i += 3) {
        own.add(values.get(i));
      }
      parts.add(first.apply(own));
    }
    return parts;
  }

  /** One way through the values. */
  private static final class Round<InputT, AccumT, OutputT> {
    private final CombineFn<InputT, AccumT, OutputT> fn;
    private final Coder<InputT> inputCoder;
    private final Coder<AccumT> coder;
    private final List<InputT> values;
    private final Random random;

    Round(
        CombineFn<InputT, AccumT, OutputT> fn,
        Coder<InputT> inputCoder,
        List<InputT> values,
        Random random) {
      this.fn = SerializableUtils.clone(fn);
      this.inputCoder = inputCoder;
      this.coder = accumulatorCoder(fn, inputCoder);
      this.values = values;
      this.random = random;
    }

    void check(BiConsumer<OutputT, OutputT> same) throws CoderException {
      compareTo(fn.apply(values), same);
      if (values.isEmpty()) {
        same.accept(fn.defaultValue(), fn.apply(values));
      }
    }

    void compareTo(OutputT expected, BiConsumer<OutputT, OutputT> same) throws CoderException {
      List<InputT> shuffled = new ArrayList<>(values);
      Collections.shuffle(shuffled, random);
      List<AccumT> accumulators = grouped(shuffled);
      while (accumulators.size() > 1) {
        mergeSome(accumulators);
      }
      AccumT last = sometimesSent(accumulators.get(0));
      OutputT result = fn.extractOutput(last);
      same.accept(expected, result);
      same.accept(result, fn.extractOutput(last));
      same.accept(result, fn.extractOutput(fn.compact(last)));
    }

    private List<AccumT> grouped(List<InputT> shuffled) throws CoderException {
      List<AccumT> accumulators = new ArrayList<>();
      int groups = 1 + random.nextInt(6);
      for (int i = 0; i < groups; i++) {
        accumulators.add(fn.createAccumulator());
      }
      for (InputT value : shuffled) {
        // the last ones get less and may well stay empty
        int i = random.nextInt(1 + random.nextInt(groups));
        byte[] before = CoderUtils.encodeToByteArray(inputCoder, value);
        accumulators.set(i, fn.addInput(sometimesSent(accumulators.get(i)), value));
        assertThat(CoderUtils.encodeToByteArray(inputCoder, value))
            .as("the value given to addInput")
            .isEqualTo(before);
      }
      return accumulators;
    }

    private void mergeSome(List<AccumT> accumulators) throws CoderException {
      Collections.shuffle(accumulators, random);
      int count = Math.min(accumulators.size(), 2 + random.nextInt(3));
      List<AccumT> merging = new ArrayList<>(accumulators.subList(0, count));
      accumulators.subList(0, count).clear();
      merging.set(0, sometimesSent(merging.get(0)));
      List<byte[]> before = new ArrayList<>();
      for (AccumT accumulator : merging) {
        before.add(CoderUtils.encodeToByteArray(coder, accumulator));
      }
      AccumT merged = fn.mergeAccumulators(Collections.unmodifiableList(merging));
      byte[] afterMerge = CoderUtils.encodeToByteArray(coder, merged);
      if (!values.isEmpty()) {
        // what is added later must not reach the other ones through something shared
        merged = fn.addInput(merged, values.get(0));
        merged = fn.addInput(merged, values.get(0));
      }
      for (int i = 1; i < count; i++) {
        assertThat(CoderUtils.encodeToByteArray(coder, merging.get(i)))
            .as("accumulator " + i + " of " + count + " that were merged")
            .isEqualTo(before.get(i));
      }
      AccumT asMerged = CoderUtils.decodeFromByteArray(coder, afterMerge);
      accumulators.add(random.nextInt(4) == 0 ? fn.compact(asMerged) : asMerged);
    }

    private AccumT sometimesSent(AccumT accumulator) throws CoderException {
      return random.nextInt(3) == 0 ? sent(accumulator) : accumulator;
    }

    private AccumT sent(AccumT accumulator) throws CoderException {
      return CoderUtils.decodeFromByteArray(
          coder, CoderUtils.encodeToByteArray(coder, accumulator));
    }
  }
}
