package io.latchkey.web;

import io.latchkey.caller.Refusal;

/** Is told of requests of those who have proved nothing. Thread-safe and quick. */
public interface StrangerEvents {

  /** One was answered by 401. */
  void refused(Refusal why);

  /** One was for a path, or by a method, that is not served. */
  void lost();
}
