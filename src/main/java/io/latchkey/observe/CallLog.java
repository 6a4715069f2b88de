package io.latchkey.observe;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.stream.Collectors.joining;

import io.latchkey.callback.AnsweredCallback;
import io.latchkey.callback.AnsweredCallback.Failed;
import io.latchkey.callback.AnsweredCallback.Served;
import io.latchkey.callback.CallbackListener;
import io.latchkey.secret.RedactedThrowable;
import io.latchkey.token.Alarm;
import io.latchkey.zoom.ZoomCall;
import io.latchkey.zoom.ZoomListener;
import java.util.List;
import java.util.Optional;

/**
 * Logs a line for each callback at INFO, and for each call to Zoom at DEBUG. Another thread writes
 * the lines of callbacks ({@link LineQueue}), so that no caller waits for the log.
 *
 * <p>Thread-safe.
 */
public final class CallLog implements CallbackListener, ZoomListener, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(CallLog.class.getName());

  private final LineQueue<AnsweredCallback> lines;

  /**
   * @param alarm its thread writes the lines, and a log may be slow: give it one that nothing else
   *     waits for
   */
  public CallLog(Alarm alarm) {
    this.lines = new LineQueue<>(alarm, new Lines());
  }

  @Override
  public void answered(AnsweredCallback callback) {
    Optional<Failed> failed = callback.failed();
    Throwable defect = failed.map(Failed::defect).orElse(null);
    if (defect != null) {
      LOG.log(ERROR, line(callback), RedactedThrowable.of(defect));
    } else if (LOG.isLoggable(INFO)) {
      lines.add(callback, failed.isPresent());
    }
  }

  /** Writes the lines that still wait. */
  @Override
  public void close() {
    lines.close();
  }

  private static final class Lines implements LineQueue.Writer<AnsweredCallback> {

    @Override
    public void write(List<AnsweredCallback> callbacks) {
      LOG.log(INFO, callbacks.stream().map(CallLog::line).collect(joining("\n")));
    }

    @Override
    public void writeMissing(int count) {
      LOG.log(WARNING, count + " lines are missing here: there were more than the log can take");
    }
  }

  private static String line(AnsweredCallback callback) {
    // Joined, not formatted: there is a line for each callback.
    return callback.status()
        + " for "
        + callback.description()
        + ": "
        + result(callback.result())
        + ", "
        + callback.took().toMillis()
        + " ms, "
        + callback.trace();
  }

  private static String result(AnsweredCallback.Result result) {
    if (result instanceof Failed failed) {
      return failed.diagnosis();
    }
    Served served = (Served) result;
    String origin =
        switch (served.origin()) {
          case MEMORY -> "from memory";
          case MINTED -> "minted";
          case RESERVE -> "from reserve";
        };
    return served.poolMember() == null ? origin : origin + ", pool gives " + served.poolMember();
  }

  @Override
  public void called(ZoomCall call) {
    LOG.log(
        DEBUG,
        () ->
            "call to Zoom for %s of account %s: %s, %s, %s ms, %s"
                .formatted(
                    call.endpoint().text(),
                    call.account(),
                    call.outcome().text(),
                    call.how(),
                    call.took().toMillis(),
                    call.trace()));
  }
}
