package io.latchkey.bench.trouble;

import io.latchkey.database.JdbcGrantAdministration;
import io.latchkey.database.TestDatabase;
import io.latchkey.grant.FoundGrant;
import io.latchkey.grant.GrantAdministration;
import io.latchkey.grant.GrantAdministration.Filter;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.GrantName;
import io.latchkey.grant.GrantState;
import io.latchkey.grant.Reference;
import io.latchkey.token.AccessTokenRule;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Many grants are stored, and some thousands of them are in use. */
final class ManyRows {

  private static final AccessTokenRule RULE =
      new AccessTokenRule(Duration.ofMinutes(10), Duration.ofMinutes(3));

  private static final int PAGE = 500;
  private static final int TRIALS = 30;
  private static final int TOKEN_LENGTH = 700;

  private ManyRows() {}

  static Figures run(double scale) throws Exception {
    int rows = (int) Math.max(1000, 100_000 * scale);
    int used = (int) Math.max(500, 5000 * scale);
    Figures figures = new Figures();
    try (Setting setting = new Setting(TestDatabase.place(TestDatabase.Kind.POSTGRESQL_18), 1000)) {
      insert(setting, rows);
      figures.add("grants in the table", rows, "");
      GrantAdministration administration = new JdbcGrantAdministration(setting.database);
      GrantId middle =
          administration.list(new Filter(null, null, null, null), 1).get(0).grant().id();
      time(figures, administration, "the first page", new Filter(null, null, null, null));
      time(figures, administration, "a page further on", new Filter(null, null, null, middle));
      time(
          figures,
          administration,
          "the dead ones of an account",
          new Filter(Setting.ACCOUNT, GrantState.DEAD, null, null));
      time(
          figures,
          administration,
          "the suspect ones, of which there are none",
          new Filter(Setting.ACCOUNT, GrantState.SUSPECT, null, null));
      String any = "row" + rows / 2;
      time(figures, administration, "by reference", new Filter(null, null, "ref-" + any, null));
      time(figures, administration, "by Zoom id", new Filter(null, null, any, null));
      time(
          figures, administration, "by e-mail", new Filter(null, null, any + "@example.com", null));
      time(figures, administration, "by id", new Filter(null, null, middle.value(), null));
      time(figures, administration, "by a name that nobody has", new Filter(null, null, "x", null));
      heap(setting, figures, used);
    }
    return figures;
  }

  private static void insert(Setting setting, int rows) {
    String id =
        "'g_' || lpad(((i::bigint * 48271) %% 2147483647)::text, 26, '0')".replace("%%", "%");
    // In parts, since a statement may take three seconds.
    for (int from = 1; from <= rows; from += 5000) {
      String numbers =
          " from generate_series(%d, %d) i".formatted(from, Math.min(rows, from + 4999));
      setting.execute(
          "insert into latchkey_grant (id, account, zoom_user_id, email, client_id, scopes,"
              + " consented_at, state, refusals, generation, refresh_token, access_token, key_id,"
              + " rotated_at, changed_at) select "
              + id
              + ", 'crm', 'row' || i, 'row' || i || '@example.com', 'general-client',"
              + " 'user:read:token user:read:user', current_timestamp,"
              + " case when i % 100 = 0 then 'dead' else 'active' end, 0, 1,"
              + " decode(repeat(md5(i::text), 40), 'hex'), decode(repeat(md5(i::text), 40), 'hex'),"
              + " '"
              + TestDatabase.keys().currentId()
              + "', current_timestamp, current_timestamp"
              + numbers);
      setting.execute(
          "insert into latchkey_reference (account, reference, grant_id) select 'crm',"
              + " 'ref-row' || i, "
              + id
              + numbers);
      setting.execute(
          "insert into latchkey_use (grant_id, used_at) select "
              + id
              + ", current_timestamp"
              + numbers);
    }
    // As the server itself does a minute later.
    setting.execute("analyze");
  }

  private static void time(
      Figures figures, GrantAdministration administration, String what, Filter filter) {
    List<Duration> times = new ArrayList<>();
    int found = 0;
    for (int i = 0; i < TRIALS; i++) {
      long begin = System.nanoTime();
      found = administration.list(filter, PAGE).size();
      times.add(Duration.ofNanos(System.nanoTime() - begin));
    }
    figures.add(
        "list: %s (%d grants)".formatted(what, found), Figures.spread(times), "at most 300 ms");
  }

  private static void heap(Setting setting, Figures figures, int grants) throws Exception {
    List<String> references = new ArrayList<>();
    for (int i = 0; i < grants + 300; i++) {
      String user = "used" + i;
      String token = user + "-" + "t".repeat(TOKEN_LENGTH - user.length() - 1);
      var unused = setting.connect(user, token, Duration.ofHours(1));
      references.add(user);
    }
    setting.settle();
    try (Instance instance = new Instance(setting, "one", TestDatabase.keys(), RULE)) {
      use(instance, references.subList(0, 300));
      long before = usedHeap();
      use(instance, references.subList(300, references.size()));
      long after = usedHeap();
      System.out.println("  calls to Zoom: " + setting.zoom.calls().total());
      figures.add("grants in use", grants, "");
      figures.add(
          "heap of a grant in use, without the %d characters of its access token"
              .formatted(TOKEN_LENGTH),
          (after - before) / grants - TOKEN_LENGTH + " bytes",
          "at most 2,048 bytes");
      // So that nothing of it is collected before.
      use(instance, references);
    }
  }

  private static void use(Instance instance, List<String> references) throws Exception {
    for (String reference : references) {
      FoundGrant found =
          instance
              .lookup
              .find(Setting.ACCOUNT, GrantName.of(new Reference(reference)))
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      var unused =
          instance
              .tokens
              .accessToken(Setting.ACCOUNT, found.id(), instance.caller())
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
    }
    instance.watch.uses.clear();
  }

  private static long usedHeap() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(300);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
