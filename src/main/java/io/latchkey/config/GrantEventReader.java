package io.latchkey.config;

import io.latchkey.caller.HmacKey;
import io.latchkey.event.GrantEventTarget;
import io.latchkey.secret.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads where events about grants go. */
final class GrantEventReader {

  private static final String MAKE_ONE =
      "make one with `echo whsec_$(openssl rand -base64 32)`, and give it to your application";

  private final ValueReader values;

  GrantEventReader(ValueReader values) {
    this.values = values;
  }

  /** Returns where events go; null if nobody wants them. */
  @Nullable GrantEventTarget target() {
    String key = DatabaseConfigKeys.EVENTS_URL.name();
    List<HmacKey> keys = keys();
    if (!values.isSet(key)) {
      return null;
    }
    String text = values.required(key);
    Optional<String> problem = ValueRules.problemOfTarget(text);
    problem.ifPresent(what -> values.reportOnce(key, what));
    if (keys.isEmpty()) {
      values.reportOnce(
          DatabaseConfigKeys.EVENTS_SECRET.name(),
          "is missing, which latchkey.grant-events.url needs: " + MAKE_ONE);
    }
    return new GrantEventTarget(URI.create(problem.isEmpty() ? text : ""), keys);
  }

  private List<HmacKey> keys() {
    String key = DatabaseConfigKeys.EVENTS_SECRET.name();
    List<Optional<HmacKey>> keys =
        values.list(key).stream().map(text -> HmacKey.parse(Secret.of(text))).toList();
    if (keys.stream().anyMatch(Optional::isEmpty)) {
      values.reportOnce(key, "must be whsec_ and Base64 of at least 24 bytes: " + MAKE_ONE);
    }
    return keys.stream().flatMap(Optional::stream).toList();
  }
}
