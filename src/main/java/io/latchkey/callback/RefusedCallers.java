package io.latchkey.callback;

import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.token.Alarm;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests without a valid callback token and logs them in one line a second at most,
 * however many there are.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
public class RefusedCallers {

  /** Stands in the answer and in the log line; the same for all, so that it gives nothing away. */
  static final String INSTANCE = "urn:latchkey:callback-token-refused";

  private static final System.Logger LOG = System.getLogger(RefusedCallers.class.getName());
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final LongAdder refused = new LongAdder();
  private final AtomicBoolean summaryDue = new AtomicBoolean();
  private Alarm alarm;

  /** For the container's proxy. */
  @SuppressWarnings("NullAway.Init")
  protected RefusedCallers() {}

  @Inject
  public RefusedCallers(Alarm alarm) {
    this.alarm = alarm;
  }

  void count() {
    refused.increment();
    if (summaryDue.compareAndSet(false, true)) {
      var unused = alarm.after(SECOND, this::summarise);
    }
  }

  private void summarise() {
    summaryDue.set(false);
    LOG.log(
        WARNING,
        "%d requests without a valid callback token answered 401, %s"
            .formatted(refused.sumThenReset(), INSTANCE));
  }
}
