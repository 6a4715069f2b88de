package io.latchkey.observe;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import io.latchkey.callback.AnsweredCallback;
import io.latchkey.callback.CallbackEvents;
import io.latchkey.secret.Wordless;
import io.latchkey.zoom.ZoomCall;
import io.latchkey.zoom.ZoomEvents;

/**
 * A line for each token that was asked for, and on DEBUG one for each call to Zoom.
 *
 * <p>Thread-safe.
 */
public final class CallLog implements CallbackEvents, ZoomEvents {

  private static final System.Logger LOG = System.getLogger(CallLog.class.getName());

  @Override
  public void answered(AnsweredCallback callback) {
    if (callback.defect().isPresent()) {
      LOG.log(ERROR, line(callback), Wordless.of(callback.defect().get()));
    } else {
      LOG.log(INFO, () -> line(callback));
    }
  }

  /** Joined, not formatted: there is one for each callback. */
  private static String line(AnsweredCallback callback) {
    return callback.status()
        + " for "
        + callback.asked()
        + ": "
        + callback.diagnosis().orElseGet(() -> given(callback))
        + ", "
        + callback.took().toMillis()
        + " ms, "
        + callback.trace();
  }

  private static String given(AnsweredCallback callback) {
    String origin =
        switch (callback.origin().orElseThrow()) {
          case MEMORY -> "from memory";
          case MINTED -> "minted";
          case RESERVE -> "from reserve";
        };
    return origin + callback.member().map(member -> ", pool gives " + member).orElse("");
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
