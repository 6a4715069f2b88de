package io.latchkey.callback;

import io.latchkey.web.PresentedTokens;
import io.latchkey.web.RequestTrace;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parameters and headers that the routes of callers read, collected from the constants that the
 * code uses.
 */
public final class ReadParameters {

  public static final Set<String> ALL =
      Stream.of(
              List.of(
                  PresentedTokens.TOKEN,
                  PresentedTokens.WEBHOOK_SECRET,
                  HttpHeaders.AUTHORIZATION,
                  RequestTrace.TRACEPARENT,
                  TokenParameters.ACCOUNT,
                  TokenParameters.USER,
                  TokenParameters.BYPASS_WAITING_ROOM,
                  AttendeeResource.KINDS,
                  MeetStreamResource.BOT_ID),
              TokenParameters.MEETING,
              TokenParameters.BOT,
              SignatureHeaders.HEADERS)
          .flatMap(Collection::stream)
          .collect(Collectors.toUnmodifiableSet());

  private ReadParameters() {}
}
