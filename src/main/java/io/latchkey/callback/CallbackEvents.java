package io.latchkey.callback;

/** Is told of each token that was asked for. Thread-safe and quick. */
public interface CallbackEvents {

  void answered(AnsweredCallback callback);
}
