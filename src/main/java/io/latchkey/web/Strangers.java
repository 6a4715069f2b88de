package io.latchkey.web;

import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.caller.Refusal;
import io.latchkey.token.Alarm;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests of those who have proved nothing, and logs them in one line a second at most,
 * however many there are: nobody fills our log without a callback token.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
public class Strangers {

  /**
   * Stands in their answers and in the log line; the same for all, so that it gives nothing away.
   */
  public static final String INSTANCE = "urn:latchkey:stranger";

  private static final System.Logger LOG = System.getLogger(Strangers.class.getName());
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final LongAdder refused = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder shutOut = new LongAdder();
  private final AtomicReference<String> lastShutOut = new AtomicReference<>("");
  private final AtomicBoolean summaryDue = new AtomicBoolean();
  private Alarm alarm;
  private StrangerEvents events;

  /** For the container's proxy. */
  @SuppressWarnings("NullAway.Init")
  protected Strangers() {}

  @Inject
  public Strangers(Alarm alarm, StrangerEvents events) {
    this.alarm = alarm;
    this.events = events;
  }

  /** One without a valid callback token. */
  void refused(Refusal why) {
    events.refused(why);
    refused.increment();
    summaryIsDue();
  }

  /** One for a path, or by a method, that is not served. */
  void lost() {
    events.lost();
    lost.increment();
    summaryIsDue();
  }

  /** One address that is shut out from now on. */
  void lockedOut(String address) {
    shutOut.increment();
    lastShutOut.set(address);
    summaryIsDue();
  }

  private void summaryIsDue() {
    if (summaryDue.compareAndSet(false, true)) {
      var unused = alarm.after(SECOND, this::summarise);
    }
  }

  private void summarise() {
    summaryDue.set(false);
    String told =
        counted(refused, "%s without a valid callback token (401), ")
            + counted(lost, "%s for what is not served (404, 405), ")
            + counted(shutOut, "%s shut out from now on, the last of them %s, ");
    if (!told.isEmpty()) {
      LOG.log(WARNING, "within a second: " + told + INSTANCE);
    }
  }

  private String counted(LongAdder counter, String words) {
    long count = counter.sumThenReset();
    return count == 0 ? "" : words.formatted(count, lastShutOut.get());
  }
}
