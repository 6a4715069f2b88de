package io.latchkey.web;

import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.caller.RejectionReason;
import io.latchkey.token.Alarm;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts unauthenticated requests and requests for what is not served. It logs at most one line a
 * second about them, so nobody can fill the log without a callback token.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
public class RejectedRequests {

  /**
   * The {@code instance} of the answers to these requests, which the log line carries too. It is
   * always the same, so that it shows nothing.
   */
  public static final String INSTANCE = "urn:latchkey:stranger";

  private static final System.Logger LOG = System.getLogger(RejectedRequests.class.getName());
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final LongAdder unauthorized = new LongAdder();
  private final LongAdder notFound = new LongAdder();
  private final LongAdder lockedOut = new LongAdder();
  private final AtomicReference<String> lastLockedOut = new AtomicReference<>("");
  private final AtomicBoolean isSummaryDue = new AtomicBoolean();
  private Alarm alarm;
  private RejectionListener events;

  /** For the container's proxy. */
  @SuppressWarnings("NullAway.Init")
  protected RejectedRequests() {}

  @Inject
  public RejectedRequests(Alarm alarm, RejectionListener events) {
    this.alarm = alarm;
    this.events = events;
  }

  /** Counts a request that is answered by 401. */
  public void unauthorized(RejectionReason reason) {
    events.unauthorized(reason);
    unauthorized.increment();
    scheduleSummary();
  }

  /** Counts a request for a path, or by a method, that is not served. */
  public void notFound() {
    events.notFound();
    notFound.increment();
    scheduleSummary();
  }

  /** Counts an address that is locked out from now on. */
  public void lockedOut(String address) {
    lockedOut.increment();
    lastLockedOut.set(address);
    scheduleSummary();
  }

  private void scheduleSummary() {
    // The request was counted before this. So after a lost compare-and-set, the summary that is
    // already scheduled counts it.
    if (isSummaryDue.compareAndSet(false, true)) {
      var unused = alarm.after(SECOND, this::logSummary);
    }
  }

  private void logSummary() {
    // Reset before the counters are read: a request that is counted later then schedules the next
    // summary.
    isSummaryDue.set(false);
    String summary =
        counted(unauthorized, "%s without a valid callback token (401), ")
            + counted(notFound, "%s for what is not served (404, 405), ")
            + counted(lockedOut, "%s shut out from now on, the last of them %s, ");
    if (!summary.isEmpty()) {
      LOG.log(WARNING, "within a second: " + summary + INSTANCE);
    }
  }

  private String counted(LongAdder counter, String words) {
    long count = counter.sumThenReset();
    // A text without a second %s ignores the address.
    return count == 0 ? "" : words.formatted(count, lastLockedOut.get());
  }
}
