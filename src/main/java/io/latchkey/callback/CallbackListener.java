package io.latchkey.callback;

/**
 * Observes the answered requests for tokens. {@code config/ObservabilityBeans} joins the log, the
 * metrics and the history into the one that is injected. An implementation is thread-safe and
 * quick. It does not throw: the thread that builds the answer calls it, and an exception would fail
 * the request.
 */
public interface CallbackListener {

  void answered(AnsweredCallback callback);
}
