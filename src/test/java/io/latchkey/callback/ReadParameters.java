package io.latchkey.callback;

import io.latchkey.web.PresentedToken;
import io.latchkey.web.RequestTrace;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parameters and headers that the code of callers' routes reads, by the constants it reads by.
 */
public final class ReadParameters {

  public static final Set<String> ALL =
      Stream.of(
              List.of(
                  PresentedToken.TOKEN,
                  PresentedToken.WEBHOOK_SECRET,
                  HttpHeaders.AUTHORIZATION,
                  RequestTrace.TRACEPARENT,
                  TokenParameters.ACCOUNT,
                  TokenParameters.USER,
                  TokenParameters.BYPASS_WAITING_ROOM,
                  AttendeeResource.KINDS,
                  MeetStreamResource.BOT_ID),
              TokenParameters.MEETING,
              TokenParameters.BOT,
              Signatures.HEADERS)
          .flatMap(Collection::stream)
          .collect(Collectors.toUnmodifiableSet());

  private ReadParameters() {}
}
