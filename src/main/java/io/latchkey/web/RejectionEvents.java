package io.latchkey.web;

import io.latchkey.caller.Refusal;

/**
 * Observes unauthenticated requests and requests for what is not served. An implementation is
 * thread-safe and quick.
 */
public interface RejectionEvents {

  /** A request was answered by 401. */
  void unauthorized(Refusal reason);

  /** A request was for a path, or by a method, that is not served. */
  void notFound();
}
