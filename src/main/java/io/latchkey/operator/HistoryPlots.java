package io.latchkey.operator;

import io.latchkey.observe.History.Minute;
import io.latchkey.page.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** The plots of the last hour of one account or pool. */
final class HistoryPlots {

  private final List<Minute> hour;
  private final long failedCallbacks;
  private final long failedCalls;

  private HistoryPlots(List<Minute> hour) {
    this.hour = hour;
    this.failedCallbacks = sum(Minute::failed);
    this.failedCalls = sum(Minute::zoomFailures);
  }

  static Html ofAccount(List<Minute> hour) {
    return new HistoryPlots(hour).html(true);
  }

  /** A pool makes no calls to Zoom; its accounts do. */
  static Html ofPool(List<Minute> hour) {
    return new HistoryPlots(hour).html(false);
  }

  private Html html(boolean withCallsToZoom) {
    if (sum(Minute::answered) + failedCallbacks + sum(Minute::zoomCalls) + failedCalls == 0) {
      return Html.element("p class=\"soft\"", "Nothing in the last hour.");
    }
    List<Html> plots = new ArrayList<>();
    plots.add(callbacks());
    plots.add(slowestAnswer());
    if (withCallsToZoom) {
      plots.add(callsToZoom());
    }
    plots.add(failures());
    return Html.element("div class=\"plots\"", Html.all(plots));
  }

  private Html callbacks() {
    return Plot.bars(
        "Callbacks",
        "%s answered, %s failed".formatted(sum(Minute::answered), failedCallbacks),
        perMinute(Minute::answered),
        perMinute(Minute::failed));
  }

  private Html slowestAnswer() {
    List<Long> millis = perMinute(minute -> minute.slowest().toMillis());
    long slowest = millis.stream().mapToLong(Long::longValue).max().orElse(0);
    return Plot.bars("Slowest answer", slowest + " ms", millis, zeroes());
  }

  private Html callsToZoom() {
    return Plot.bars(
        "Calls to Zoom",
        "%s good, %s not".formatted(sum(Minute::zoomCalls), failedCalls),
        perMinute(Minute::zoomCalls),
        perMinute(Minute::zoomFailures));
  }

  private Html failures() {
    return Plot.bars(
        "Failures",
        "%s callbacks, %s calls".formatted(failedCallbacks, failedCalls),
        zeroes(),
        perMinute(minute -> minute.failed() + minute.zoomFailures()));
  }

  private List<Long> zeroes() {
    return perMinute(minute -> 0L);
  }

  private List<Long> perMinute(ToLongFunction<Minute> value) {
    return hour.stream().mapToLong(value).boxed().toList();
  }

  private long sum(ToLongFunction<Minute> value) {
    return hour.stream().mapToLong(value).sum();
  }
}
