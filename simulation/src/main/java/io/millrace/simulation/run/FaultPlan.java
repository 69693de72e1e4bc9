package io.millrace.simulation.run;

import io.millrace.simulation.kernel.Draw;
import io.millrace.simulation.kernel.Fault;
import io.millrace.simulation.kernel.FaultKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Draws the faults of a seed. Each kind is there in about half of all plans (Groce et al., Swarm
 * testing): what one kind prevents, plans without it reach.
 */
final class FaultPlan {

  /** These are not among the kinds of a swarm: they come once, or are wishes. */
  private static final Set<FaultKind> OF_THEIR_OWN =
      EnumSet.of(
          FaultKind.DRAIN,
          FaultKind.CANCEL,
          FaultKind.ROT,
          FaultKind.LOSE_FILE,
          FaultKind.SAVEPOINT,
          FaultKind.RESCALE);

  private final Options options;
  private final Draw draw;
  private final Draw wishes;
  private final List<String> workers = new ArrayList<>();
  private final List<String> coordinators = new ArrayList<>();

  private FaultPlan(Options options) {
    this.options = options;
    this.draw = new Draw(options.seed() ^ 0xFA17L);
    this.wishes = new Draw(options.seed() ^ 0x1154L);
    for (int i = 0; i < options.workers(); i++) {
      workers.add("w" + i);
    }
    for (int i = 0; i < options.coordinators(); i++) {
      coordinators.add("c" + i);
    }
  }

  static List<Fault> of(Options options) {
    return new FaultPlan(options).draw();
  }

  private List<Fault> draw() {
    List<FaultKind> kinds = new ArrayList<>();
    for (FaultKind kind : FaultKind.values()) {
      if (!OF_THEIR_OWN.contains(kind) && draw.chance("swarm", 500)) {
        kinds.add(kind);
      }
    }
    List<Fault> faults = new ArrayList<>();
    if (!kinds.isEmpty()) {
      long count = draw.between("count", 6, 60);
      for (int i = 0; i < count; i++) {
        faults.add(fault(kinds.get((int) draw.below("kind", kinds.size()))));
      }
    }
    if (draw.chance("damage", 250)) {
      Fault damage = fault(draw.chance("rot", 600) ? FaultKind.ROT : FaultKind.LOSE_FILE);
      faults.add(damage);
      // the next checkpoint would make it harmless: somebody must need the file before
      long soon = damage.atMillis() + draw.below("soon", 500);
      faults.add(new Fault(soon, FaultKind.KILL_ALL, "", "", draw.between("down", 50, 900), 0));
    }
    if (draw.chance("operator", 150)) {
      faults.add(fault(draw.chance("cancel", 300) ? FaultKind.CANCEL : FaultKind.DRAIN));
    }
    if (wishes.chance("peace", 80)) {
      faults.clear();
    }
    if (wishes.chance("savepoints", 350)) {
      savepoints(faults);
    }
    if (wishes.chance("rescales", 350)) {
      rescales(faults);
    }
    faults.sort(Comparator.comparingLong(Fault::atMillis));
    return faults;
  }

  private String any(List<String> nodes) {
    return nodes.get((int) draw.below("node", nodes.size()));
  }

  private String anyNode() {
    return draw.chance("is-coordinator", 350) ? any(coordinators) : any(workers);
  }

  private Fault fault(FaultKind kind) {
    long at = Options.WARM_UP_MILLIS + draw.below("at", Math.max(1, options.chaosMillis()));
    String target = anyNode();
    String other = anyNode();
    long duration = draw.between("duration", 50, 1L << draw.between("magnitude", 7, 13));
    long permille = draw.between("permille", 50, 900);
    return switch (kind) {
      case KILL, PAUSE, CUT_ONE_WAY, CUT, RESET -> new Fault(at, kind, target, other, duration, 0);
      case KILL_ALL -> new Fault(at, kind, "", "", Math.min(duration, 2_000), 0);
      case SLOW_NETWORK -> new Fault(at, kind, "", "", duration, draw.between("slow", 10, 2_000));
      case STORE_SLOW -> new Fault(at, kind, "", "", duration, draw.between("slow", 10, 1_000));
      // six reads in a row must not all be wrong: a file that always reads wrong is rotten
      case READ_FLIPS -> new Fault(at, kind, target, "", duration, 10 + permille / 6);
      case STORE_ERRORS, STORE_LOST_REPLIES, STORE_LATE, LISTING_LIES ->
          new Fault(at, kind, target, "", duration, permille);
      case CLOCK_JUMP ->
          new Fault(at, kind, target, "", 0, draw.between("jump", -3_600_000, 3_600_000));
      case USER_FAILURE -> new Fault(at, kind, any(workers), "", Math.min(duration, 500), 0);
      case ROT, LOSE_FILE, DRAIN, CANCEL, SAVEPOINT, RESCALE ->
          new Fault(at, kind, "", "", 0, draw.below("which", 1_000));
    };
  }

  // ---- What people wish for

  private long wishedAt() {
    return 1_000 + wishes.below("at", Options.WARM_UP_MILLIS + options.chaosMillis());
  }

  private long slots() {
    return wishes.between("slots", 1, Math.min(6, options.workers() * options.slotsPerWorker()));
  }

  /** Some that let the job go on, and then perhaps one that ends it. */
  private void savepoints(List<Fault> faults) {
    long count = wishes.between("savepoints.count", 1, 4);
    for (int i = 0; i < count; i++) {
      String directory = wishes.chance("named", 500) ? "elsewhere/" + i : "";
      String stop = wishes.chance("stop", 300) ? "stop" : "";
      String dies = wishes.chance("dies", 300) ? " " + oneOf("written", "logged") : "";
      long again = wishes.chance("again", 300) ? wishes.between("again.after", 1, 4_000) : 0;
      long next = wishes.chance("next", stop.isEmpty() ? 250 : 800) ? slots() : 0;
      faults.add(new Fault(wishedAt(), FaultKind.SAVEPOINT, directory, stop + dies, again, next));
    }
  }

  private String oneOf(String first, String second) {
    return wishes.chance("first", 500) ? first : second;
  }

  /** Now and then, and sometimes several in a row. */
  private void rescales(List<Fault> faults) {
    long count = wishes.between("rescales.count", 1, 4);
    for (int i = 0; i < count; i++) {
      long at = wishedAt();
      do {
        faults.add(new Fault(at, FaultKind.RESCALE, "", "", 0, slots()));
        at += wishes.between("row", 1, 2_000);
      } while (wishes.chance("in-a-row", 300));
    }
  }
}
