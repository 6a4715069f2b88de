package io.latchkey.event;

import io.latchkey.grant.DatabaseUnavailable;
import java.util.Optional;

/**
 * The events that wait to be sent. An event enters the queue in the transaction that changes the
 * grant, so none is lost. Each method is one transaction.
 *
 * <p>Every method throws {@link DatabaseUnavailable} if the database cannot be used. Thread-safe.
 */
public interface GrantEventQueue {

  /**
   * Takes an event that is due. It is due again after a while, unless {@link #delivered} is called:
   * after a minute at first, and after a day in the end. No other instance gets it meanwhile.
   *
   * @return empty if none is due
   */
  Optional<GrantEvent> claim();

  /** Removes an event that was taken. */
  void delivered(GrantEvent event);

  /** Returns how many events wait. */
  long waiting();
}
