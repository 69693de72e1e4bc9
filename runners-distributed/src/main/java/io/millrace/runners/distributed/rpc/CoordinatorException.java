package io.millrace.runners.distributed.rpc;

import io.grpc.Status;
import io.millrace.cluster.v1.ErrorReason;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A coordinator was not reached, or refused what it was asked for; the message says which. */
public final class CoordinatorException extends IOException {

  private static final long serialVersionUID = 1;

  /** What happens to a call on which nobody has decided anything. */
  private static final Set<Status.Code> UNDECIDED =
      Set.of(
          Status.Code.UNAVAILABLE,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.CANCELLED,
          Status.Code.UNKNOWN,
          Status.Code.INTERNAL);

  private final ErrorReason reason;
  private final boolean worthAnotherTry;

  private CoordinatorException(
      String message, Throwable cause, ErrorReason reason, boolean worthAnotherTry) {
    super(message, cause);
    this.reason = reason;
    this.worthAnotherTry = worthAnotherTry;
  }

  static CoordinatorException of(Address coordinator, Throwable thrown) {
    ErrorReason reason = Refusals.reason(thrown);
    String words = Refusals.words(thrown);
    Status.Code code = Status.fromThrowable(thrown).getCode();
    if (reason == ErrorReason.ERROR_REASON_UNSPECIFIED && code == Status.Code.UNIMPLEMENTED) {
      words = coordinator + " is no coordinator: " + words;
    } else if (reason == ErrorReason.ERROR_REASON_UNSPECIFIED && UNDECIDED.contains(code)) {
      words = "no coordinator answers at " + coordinator + ": " + words;
    }
    return new CoordinatorException(words, thrown, reason, UNDECIDED.contains(code));
  }

  /**
   * None of several did what was asked for; the message names all.
   *
   * @param each what each said; all are worth another try
   */
  static CoordinatorException ofAll(List<CoordinatorException> each) {
    if (each.size() == 1) {
      return each.get(0);
    }
    CoordinatorException told =
        each.stream()
            .filter(e -> e.reason != ErrorReason.ERROR_REASON_UNSPECIFIED)
            .findFirst()
            .orElse(each.get(0));
    String words = each.stream().map(Throwable::getMessage).collect(Collectors.joining("; "));
    return new CoordinatorException(words, told, told.reason, true);
  }

  /** Why, if the coordinator said so. */
  public ErrorReason reason() {
    return reason;
  }

  /** Whether the same call may succeed later. */
  public boolean isWorthAnotherTry() {
    return worthAnotherTry;
  }
}
