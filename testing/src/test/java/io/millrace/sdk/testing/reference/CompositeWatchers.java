package io.millrace.sdk.testing.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Watchers of the triggers that are made of others. */
final class CompositeWatchers {

  private CompositeWatchers() {}

  private static List<Watcher> each(List<Watcher> subs, UnaryOperator<Watcher> change) {
    return subs.stream().map(change).toList();
  }

  /** The sub-trigger with this number in each of several windows. */
  private static List<Watcher> parts(List<Watcher> wholes, Function<Watcher, Watcher> part) {
    return wholes.stream().map(part).toList();
  }

  private static List<Long> delaysOf(List<Watcher> subs) {
    return subs.stream()
        .filter(sub -> !sub.isFinished())
        .flatMap(sub -> sub.delays().stream())
        .toList();
  }

  /** The first of several. */
  record First(List<Watcher> subs, boolean isFinished) implements Watcher {
    @Override
    public Watcher element(Moment at) {
      return new First(each(subs, sub -> sub.element(at)), isFinished);
    }

    @Override
    public boolean isReady(Moment at) {
      return subs.stream().anyMatch(sub -> sub.isReady(at));
    }

    /** Rule R7: what did not fire is cleared. */
    @Override
    public Watcher fired(Moment at) {
      return new First(each(subs, sub -> sub.isReady(at) ? sub.fired(at) : sub.forgetful()), true);
    }

    @Override
    public Watcher merged(List<Watcher> wholes, Moment at) {
      List<Watcher> merged = new ArrayList<>();
      for (int i = 0; i < subs.size(); i++) {
        int sub = i;
        merged.add(subs.get(i).merged(parts(wholes, whole -> ((First) whole).subs.get(sub)), at));
      }
      return new First(merged, merged.stream().anyMatch(Watcher::isFinished));
    }

    @Override
    public Watcher forgetful() {
      return new First(each(subs, Watcher::forgetful), isFinished);
    }

    @Override
    public Watcher anew() {
      return new First(each(subs, Watcher::anew), false);
    }

    @Override
    public List<Long> delays() {
      return delaysOf(subs);
    }
  }

  /** All of several. */
  record All(List<Watcher> subs, boolean isFinished) implements Watcher {
    @Override
    public Watcher element(Moment at) {
      return new All(each(subs, sub -> sub.isFinished() ? sub : sub.element(at)), isFinished);
    }

    @Override
    public boolean isReady(Moment at) {
      return subs.stream().allMatch(sub -> sub.isFinished() || sub.isReady(at));
    }

    @Override
    public Watcher fired(Moment at) {
      return new All(each(subs, sub -> sub.isFinished() ? sub : sub.fired(at)), true);
    }

    @Override
    public Watcher merged(List<Watcher> wholes, Moment at) {
      List<Watcher> merged = new ArrayList<>();
      for (int i = 0; i < subs.size(); i++) {
        int sub = i;
        merged.add(subs.get(i).merged(parts(wholes, whole -> ((All) whole).subs.get(sub)), at));
      }
      return new All(merged, merged.stream().allMatch(Watcher::isFinished));
    }

    @Override
    public Watcher forgetful() {
      return new All(each(subs, Watcher::forgetful), isFinished);
    }

    @Override
    public Watcher anew() {
      return new All(each(subs, Watcher::anew), false);
    }

    @Override
    public List<Long> delays() {
      return delaysOf(subs);
    }
  }

  /** Each of several in turn: the first one that has not finished is at work. */
  record Each(List<Watcher> subs, boolean merging) implements Watcher {

    private int current() {
      int current = 0;
      while (current < subs.size() && subs.get(current).isFinished()) {
        current++;
      }
      return current;
    }

    /** Rule R7: all in parallel when windows can merge, else only the current one. */
    @Override
    public Watcher element(Moment at) {
      List<Watcher> next = new ArrayList<>(subs);
      int to = merging ? subs.size() : Math.min(current() + 1, subs.size());
      for (int i = current(); i < to; i++) {
        next.set(i, subs.get(i).element(at));
      }
      return new Each(next, merging);
    }

    @Override
    public boolean isReady(Moment at) {
      return !isFinished() && subs.get(current()).isReady(at);
    }

    /** The next one begins afresh with the next pane. */
    @Override
    public Watcher fired(Moment at) {
      int current = current();
      List<Watcher> next = new ArrayList<>(subs);
      next.set(current, subs.get(current).fired(at));
      if (next.get(current).isFinished()) {
        for (int i = current + 1; i < next.size(); i++) {
          next.set(i, subs.get(i).anew());
        }
      }
      return new Each(next, merging);
    }

    @Override
    public Watcher merged(List<Watcher> wholes, Moment at) {
      List<Watcher> merged = new ArrayList<>();
      boolean begun = true;
      for (int i = 0; i < subs.size(); i++) {
        int sub = i;
        Watcher fresh = subs.get(i).anew();
        merged.add(
            begun ? fresh.merged(parts(wholes, whole -> ((Each) whole).subs.get(sub)), at) : fresh);
        begun &= merged.get(i).isFinished();
      }
      return new Each(merged, merging);
    }

    @Override
    public boolean isFinished() {
      return current() == subs.size();
    }

    @Override
    public Watcher forgetful() {
      return new Each(each(subs, Watcher::forgetful), merging);
    }

    @Override
    public Watcher anew() {
      return new Each(each(subs, Watcher::anew), merging);
    }

    @Override
    public List<Long> delays() {
      return isFinished() ? List.of() : subs.get(current()).delays();
    }
  }

  /** Again and again. */
  record Repeated(Watcher sub) implements Watcher {

    private static Watcher begunAgain(Watcher sub) {
      return new Repeated(sub.isFinished() ? sub.anew() : sub);
    }

    @Override
    public Watcher element(Moment at) {
      return new Repeated(sub.element(at));
    }

    @Override
    public boolean isReady(Moment at) {
      return sub.isReady(at);
    }

    /** Rule R7: the whole sub-tree begins anew. */
    @Override
    public Watcher fired(Moment at) {
      return begunAgain(sub.fired(at));
    }

    @Override
    public Watcher merged(List<Watcher> wholes, Moment at) {
      return begunAgain(sub.merged(parts(wholes, whole -> ((Repeated) whole).sub), at));
    }

    @Override
    public boolean isFinished() {
      return false;
    }

    @Override
    public Watcher forgetful() {
      return new Repeated(sub.forgetful());
    }

    @Override
    public Watcher anew() {
      return new Repeated(sub.anew());
    }

    @Override
    public List<Long> delays() {
      return sub.delays();
    }
  }

  /** One until the other fires. */
  record OrFinally(Watcher main, Watcher until) implements Watcher {
    @Override
    public Watcher element(Moment at) {
      return new OrFinally(main.element(at), until.element(at));
    }

    @Override
    public boolean isReady(Moment at) {
      return main.isReady(at) || until.isReady(at);
    }

    /** Rule R7: the until part is not cleared between firings. */
    @Override
    public Watcher fired(Moment at) {
      return until.isReady(at)
          ? new OrFinally(main.forgetful(), until.fired(at))
          : new OrFinally(main.fired(at), until);
    }

    @Override
    public Watcher merged(List<Watcher> wholes, Moment at) {
      return new OrFinally(
          main.merged(parts(wholes, whole -> ((OrFinally) whole).main), at),
          until.merged(parts(wholes, whole -> ((OrFinally) whole).until), at));
    }

    @Override
    public boolean isFinished() {
      return main.isFinished() || until.isFinished();
    }

    @Override
    public Watcher forgetful() {
      return new OrFinally(main.forgetful(), until.forgetful());
    }

    @Override
    public Watcher anew() {
      return new OrFinally(main.anew(), until.anew());
    }

    @Override
    public List<Long> delays() {
      return delaysOf(List.of(main, until));
    }
  }

  /**
   * Around the end of the window (rule R3).
   *
   * @param late null if there are no late firings
   * @param isPast whether it has fired for the end of the window
   */
  record EarlyAndLate(
      Watcher early, Watcher late, boolean isPast, boolean isFinished, boolean merging)
      implements Watcher {

    private static Watcher begunAgain(Watcher sub) {
      return sub.isFinished() ? sub.anew() : sub;
    }

    private EarlyAndLate with(Watcher newEarly, Watcher newLate) {
      return new EarlyAndLate(newEarly, newLate, isPast, isFinished, merging);
    }

    @Override
    public Watcher element(Moment at) {
      return with(
          isPast ? early : early.element(at),
          late != null && (isPast || merging) ? late.element(at) : late);
    }

    @Override
    public boolean isReady(Moment at) {
      return isPast ? late != null && late.isReady(at) : at.isPastEnd() || early.isReady(at);
    }

    @Override
    public Watcher fired(Moment at) {
      if (isPast) {
        return with(early, begunAgain(late.fired(at)));
      } else if (at.isPastEnd()) {
        return new EarlyAndLate(
            early.anew(), late == null ? null : late.anew(), true, late == null, merging);
      }
      return with(begunAgain(early.fired(at)), late);
    }

    @Override
    public Watcher merged(List<Watcher> wholes, Moment at) {
      List<EarlyAndLate> all = wholes.stream().map(whole -> (EarlyAndLate) whole).toList();
      if (at.isPastEnd() && all.stream().allMatch(EarlyAndLate::isPast)) {
        Watcher mergedLate =
            late == null
                ? null
                : late.anew().merged(parts(wholes, whole -> ((EarlyAndLate) whole).late), at);
        return new EarlyAndLate(early.anew(), mergedLate, true, late == null, merging);
      }
      // What was past its end begins a new pane; where the end was still to come, counts go on.
      List<Watcher> earlies =
          all.stream().filter(one -> !one.isPast).map(EarlyAndLate::early).toList();
      return new EarlyAndLate(
          early.anew().merged(earlies, at),
          late == null ? null : late.anew(),
          false,
          false,
          merging);
    }

    @Override
    public Watcher forgetful() {
      return with(early.forgetful(), late == null ? null : late.forgetful());
    }

    @Override
    public Watcher anew() {
      return new EarlyAndLate(
          early.anew(), late == null ? null : late.anew(), false, false, merging);
    }

    @Override
    public List<Long> delays() {
      if (!isPast) {
        return early.delays();
      }
      return late == null ? List.of() : late.delays();
    }
  }
}
