package io.latchkey.web;

import io.latchkey.secret.Secret;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the callback tokens of a request. If the query has one, only that one counts, since it may
 * have been made to narrow what the request opens. If the query has none, there may be a bearer
 * token (RFC 6750), in whose place a gateway on the way may have put its own token, and a token in
 * {@code X-Webhook-Secret}, where MeetStream puts it.
 */
public final class PresentedTokens {

  private static final Pattern BEARER = Pattern.compile("(?i:bearer) +(\\S+)");

  /** The query parameter that carries the callback token. */
  public static final String TOKEN = "token";

  /** The header in which MeetStream sends the callback token. */
  public static final String WEBHOOK_SECRET = "X-Webhook-Secret";

  private PresentedTokens() {}

  /** Returns whether the query carries one callback token or more. */
  public static boolean isInQuery(Query query) {
    return !query.values(TOKEN).isEmpty();
  }

  /**
   * Returns the callback tokens, in the order in which they are tried. Two or more in the query
   * count as none, and then those in the headers do not count either.
   */
  public static List<Secret> of(ContainerRequestContext request, Query query) {
    List<String> inQuery = query.values(TOKEN);
    return switch (inQuery.size()) {
      case 0 ->
          Stream.concat(bearer(request).stream(), header(request, WEBHOOK_SECRET).stream())
              .toList();
      case 1 -> List.of(Secret.of(inQuery.get(0)));
      default -> List.of();
    };
  }

  /** Returns the bearer token in the header {@code Authorization}; empty if there is none. */
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
