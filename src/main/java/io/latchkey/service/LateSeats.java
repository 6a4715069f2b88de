package io.latchkey.service;

import io.latchkey.account.MeetingId;
import io.latchkey.grant.DatabaseUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Shared seats that are stored later if the database cannot be used when a bot gets its token.
 * Otherwise a short outage would leave seats for hours that other instances do not know.
 *
 * <p>To be run every few seconds, by one thread at a time. It then blocks, and throws {@link
 * DatabaseUnavailable} if the database cannot be used. Thread-safe.
 */
public final class LateSeats implements SharedSeats, Runnable {

  /** More than an outage of minutes leaves. Those beyond are not stored later. */
  private static final int MOST = 10_000;

  private final SharedSeats shared;
  private final InstantSource clock;
  private final Map<Place, Use> late = new ConcurrentHashMap<>();

  private record Place(MeetingId meeting, String member) {}

  private record Use(@Nullable String bot, Instant until) {}

  /**
   * @param clock the monotonic clock
   */
  public LateSeats(SharedSeats shared, InstantSource clock) {
    this.shared = shared;
    this.clock = clock;
  }

  /** Stores the seats whose bots got their tokens while the database could not be used. */
  @Override
  public void run() {
    for (Map.Entry<Place, Use> each : List.copyOf(late.entrySet())) {
      Place place = each.getKey();
      Use use = each.getValue();
      Duration left = Duration.between(clock.instant(), use.until);
      if (left.compareTo(Duration.ZERO) > 0) {
        // If another bot has the seat by now, both have it, and nothing can change that.
        boolean unused = shared.use(place.meeting, place.member, use.bot, left);
      }
      late.remove(place, use);
    }
  }

  @Override
  public List<Taken> of(MeetingId meeting) {
    return shared.of(meeting);
  }

  @Override
  public boolean take(MeetingId meeting, String member, @Nullable String bot) {
    return shared.take(meeting, member, bot);
  }

  @Override
  public boolean use(MeetingId meeting, String member, @Nullable String bot, Duration life) {
    try {
      return shared.use(meeting, member, bot, life);
    } catch (DatabaseUnavailable away) {
      if (late.size() < MOST) {
        late.put(new Place(meeting, member), new Use(bot, clock.instant().plus(life)));
      }
      throw away;
    }
  }

  @Override
  public void leave(MeetingId meeting, String member, @Nullable String bot) {
    shared.leave(meeting, member, bot);
  }
}
