package io.latchkey.config;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.stream.Collectors.joining;

import io.latchkey.account.Account;
import io.latchkey.caller.CallbackToken;
import io.latchkey.caller.Caller;
import io.latchkey.caller.Callers;
import io.latchkey.caller.WallClock;
import io.latchkey.mint.MeetingTokens;
import io.latchkey.observe.Metrics;
import io.latchkey.service.TokenService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Builds everything during the deployment, and logs what was deployed. */
@ApplicationScoped
public class Startup {

  private static final System.Logger LOG = System.getLogger(Startup.class.getName());

  /** A callback token that expires within this time is named in the log. */
  private static final Duration SOON = Duration.ofDays(14);

  void started(
      @Observes @Initialized(ApplicationScoped.class) Object event,
      Settings settings,
      // Not used here: its injection builds it now, and not with the first request.
      TokenService service,
      MeetingTokens tokens,
      Metrics metrics,
      WallClock wallClock,
      WarmUp warmUp) {
    if (!settings.unknownKeys().isEmpty()) {
      LOG.log(
          WARNING,
          "Set, but no key of Latchkey, perhaps misspelt: "
              + String.join(", ", settings.unknownKeys()));
    }
    LOG.log(
        INFO,
        "Latchkey answers for account%s %s; Zoom is %s; caller%s: %s"
            .formatted(
                settings.accounts().all().size() == 1 ? "" : "s",
                settings.accounts().all().stream().map(Account::name).collect(joining(", ")),
                settings.zoom().apiUrl(),
                settings.access().callers().all().size() == 1 ? "" : "s",
                settings.access().callers().all().stream()
                    .map(Startup::described)
                    .collect(joining("; "))));
    warnOfExpiry(settings.access().callers(), wallClock.now());
    settings.accounts().serverToServer().forEach(account -> metrics.watch(tokens, account.name()));
    metrics.watch(settings.access().callers(), settings.accounts().names());
    // The event of a web application is its context; CDI allows others.
    warmUp.begin(event instanceof ServletContext server ? server.getServerInfo() : "");
  }

  private static String described(Caller caller) {
    String words =
        "%s, callback tokens: %s, signing secrets: %s, proof: %s,"
            + " may have: %s of accounts %s for users %s";
    return words.formatted(
        caller.name(),
        caller.tokens().size(),
        caller.secrets().size(),
        caller.rule().name().toLowerCase(Locale.ROOT),
        ValueReader.listed(caller.rights().kinds()),
        ValueReader.listed(caller.rights().accounts()),
        ValueReader.listed(caller.rights().users()));
  }

  private static void warnOfExpiry(Callers callers, Instant now) {
    for (Caller caller : callers.all()) {
      for (CallbackToken token : caller.tokens()) {
        token
            .expiresAt()
            .filter(end -> end.isBefore(now.plus(SOON)))
            .ifPresent(
                end ->
                    LOG.log(
                        WARNING,
                        "a callback token of caller %s %s at %s: give it a new one beside the old"
                            .formatted(
                                caller.name(), end.isBefore(now) ? "expired" : "expires", end)));
      }
    }
  }
}
