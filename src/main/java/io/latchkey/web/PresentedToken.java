package io.latchkey.web;

import io.latchkey.secret.Secret;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The callback token of a request: in the query, else as a bearer token (RFC 6750), else in {@code
 * X-Webhook-Secret}, where MeetStream puts it.
 */
public final class PresentedToken {

  private static final Pattern BEARER = Pattern.compile("(?i:bearer) +(\\S+)");

  private PresentedToken() {}

  public static Optional<Secret> of(ContainerRequestContext request, Query query) {
    List<String> inQuery = query.values("token");
    return switch (inQuery.size()) {
      case 0 -> bearer(request).or(() -> header(request, "X-Webhook-Secret"));
      case 1 -> Optional.of(Secret.of(inQuery.get(0)));
      default -> Optional.empty();
    };
  }

  public static Optional<Secret> bearer(ContainerRequestContext request) {
    @Nullable String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    Matcher matcher = BEARER.matcher(authorization == null ? "" : authorization);
    return matcher.matches() ? Optional.of(Secret.of(matcher.group(1))) : Optional.empty();
  }

  private static Optional<Secret> header(ContainerRequestContext request, String name) {
    return Optional.ofNullable(request.getHeaderString(name))
        .filter(value -> !value.isBlank())
        .map(value -> Secret.of(value.strip()));
  }
}
