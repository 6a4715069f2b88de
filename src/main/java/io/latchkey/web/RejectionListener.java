package io.latchkey.web;

import io.latchkey.caller.RejectionReason;

/**
 * Observes unauthenticated requests and requests for what is not served. An implementation is
 * thread-safe and quick.
 */
public interface RejectionListener {

  /** A request was answered by 401. */
  void unauthorized(RejectionReason reason);

  /** A request was for a path, or by a method, that is not served. */
  void notFound();
}
