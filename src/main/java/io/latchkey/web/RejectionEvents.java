package io.latchkey.web;

import io.latchkey.caller.Refusal;

/** Listens to requests that nobody has authenticated. Thread-safe and quick. */
public interface RejectionEvents {

  /** A request was answered by 401. */
  void unauthorized(Refusal reason);

  /** A request was for a path, or by a method, that is not served. */
  void notFound();
}
