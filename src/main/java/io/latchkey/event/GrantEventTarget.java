package io.latchkey.event;

import io.latchkey.caller.HmacKey;
import java.net.URI;
import java.util.List;

/**
 * Where events go.
 *
 * @param url of the customer's application
 * @param keys each signs every event, so that the customer can change the key
 */
public record GrantEventTarget(URI url, List<HmacKey> keys) {

  public GrantEventTarget {
    keys = List.copyOf(keys);
  }
}
