package io.latchkey.callback;

/** Listens to the answered requests for tokens. Thread-safe and quick. */
public interface CallbackEvents {

  void answered(AnsweredCallback callback);
}
