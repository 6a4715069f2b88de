package io.latchkey.observe;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.latchkey.grant.GrantId;
import io.latchkey.grant.RefreshListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Logs what happens to grants: by their ids, never by an address.
 *
 * <p>Thread-safe.
 */
public final class GrantLog implements RefreshListener {

  private static final System.Logger LOG = System.getLogger(GrantLog.class.getName());

  /** The accounts whose app Zoom refuses, so that one line tells it, and not one for each grant. */
  private final Set<String> refusedApps = ConcurrentHashMap.newKeySet();

  @Override
  public void appRefused(String account, String diagnosis) {
    if (refusedApps.add(account)) {
      LOG.log(
          ERROR,
          () ->
              "Zoom refuses the app of account %s: %s. No grant is touched; none is refreshed meanwhile"
                  .formatted(account, diagnosis));
    }
  }

  @Override
  public void stored(String account, GrantId grant, long generation) {
    if (refusedApps.remove(account)) {
      LOG.log(INFO, () -> "Zoom takes the app of account " + account + " again");
    }
    LOG.log(DEBUG, () -> "%s of account %s: generation %s".formatted(grant, account, generation));
  }

  @Override
  public void answerLost(String account, GrantId grant, String diagnosis) {
    LOG.log(
        WARNING,
        () ->
            "%s of account %s: no whole answer to a refresh (%s). The same token is sent again; if Zoom has rotated it, the user must connect again"
                .formatted(grant, account, diagnosis));
  }

  @Override
  public void suspected(String account, GrantId grant, String diagnosis) {
    LOG.log(
        WARNING,
        () ->
            "%s of account %s: Zoom refuses its refresh token (%s). It is asked again in a minute"
                .formatted(grant, account, diagnosis));
  }

  @Override
  public void died(String account, GrantId grant, String reason, String diagnosis) {
    LOG.log(
        ERROR,
        () ->
            "%s of account %s is dead: %s (%s). Its Zoom user must connect again"
                .formatted(grant, account, reason, diagnosis));
  }

  @Override
  public void guardOn(String account) {
    LOG.log(
        ERROR,
        () ->
            "Zoom refuses most refresh tokens of account %s. Was the client id changed, or the database restored from a backup? Or is it an incident at Zoom? No grant dies meanwhile, and Zoom is asked once a minute"
                .formatted(account));
  }

  @Override
  public void guardOff(String account) {
    LOG.log(INFO, () -> "Zoom refreshes grants of account " + account + " again");
  }

  @Override
  public void unsaved(String account, GrantId grant, String diagnosis) {
    LOG.log(
        ERROR,
        () ->
            "%s of account %s: the database did not take its new tokens (%s). Do not stop this process: storing them is tried until it succeeds"
                .formatted(grant, account, diagnosis));
  }

  @Override
  public void savedAtLast(String account, GrantId grant) {
    LOG.log(INFO, () -> "%s of account %s: its new tokens are stored".formatted(grant, account));
  }

  @Override
  public void conflict(String account, GrantId grant) {
    LOG.log(
        WARNING,
        () ->
            "%s of account %s: two pairs of tokens for one generation; the second is kept as a spare"
                .formatted(grant, account));
  }
}
