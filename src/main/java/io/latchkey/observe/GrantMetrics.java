package io.latchkey.observe;

import io.latchkey.grant.Grant;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.RefreshListener;
import java.util.List;

/** Counts how refreshes of grants end. Thread-safe. */
final class GrantMetrics implements RefreshListener {

  private static final String STORED = "stored";
  private static final String ADOPTED = "adopted";
  private static final String ANSWER_LOST = "lost";
  private static final String REFUSED = "refused";
  private static final String UNSAVED = "unsaved";
  private static final String CONFLICT = "conflict";

  private final MetricSeries series;

  GrantMetrics(MetricSeries series) {
    this.series = series;
  }

  /** Creates the series of an account: one that begins at 1 shows no rate for its first event. */
  static void beginAtZero(MetricSeries series, String account) {
    for (String outcome :
        List.of(
            STORED,
            ADOPTED,
            ANSWER_LOST,
            REFUSED,
            UNSAVED,
            CONFLICT,
            dead(Grant.Reason.REFUSED),
            dead(Grant.Reason.ANSWER_LOST))) {
      series.refreshes(account, outcome);
    }
  }

  private static String dead(String reason) {
    return "dead_" + reason;
  }

  @Override
  public void stored(String account, GrantId grant, long generation) {
    series.refreshes(account, STORED).inc();
  }

  @Override
  public void adopted(String account, GrantId grant, long generation) {
    series.refreshes(account, ADOPTED).inc();
  }

  @Override
  public void answerLost(String account, GrantId grant, String diagnosis) {
    series.refreshes(account, ANSWER_LOST).inc();
  }

  @Override
  public void suspected(String account, GrantId grant, String diagnosis) {
    series.refreshes(account, REFUSED).inc();
  }

  @Override
  public void died(String account, GrantId grant, String reason, String diagnosis) {
    series.refreshes(account, dead(reason)).inc();
  }

  @Override
  public void unsaved(String account, GrantId grant, String diagnosis) {
    series.refreshes(account, UNSAVED).inc();
  }

  @Override
  public void conflict(String account, GrantId grant) {
    series.refreshes(account, CONFLICT).inc();
  }
}
