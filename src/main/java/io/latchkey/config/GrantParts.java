package io.latchkey.config;

import io.latchkey.account.Account;
import io.latchkey.consent.ConsentFlow;
import io.latchkey.database.Database;
import io.latchkey.database.DatabaseSettings;
import io.latchkey.database.FileSpool;
import io.latchkey.database.JdbcConsents;
import io.latchkey.database.JdbcGrantAdministration;
import io.latchkey.database.JdbcGrantDirectory;
import io.latchkey.database.JdbcGrantEvents;
import io.latchkey.database.JdbcGrantIdentities;
import io.latchkey.database.JdbcGrantStore;
import io.latchkey.database.JdbcGrantUpkeep;
import io.latchkey.database.SchemaCheck;
import io.latchkey.event.GrantEventDelivery;
import io.latchkey.event.GrantEventTarget;
import io.latchkey.grant.DetachedRefresh;
import io.latchkey.grant.EmailAddresses;
import io.latchkey.grant.GrantActions;
import io.latchkey.grant.GrantChanges;
import io.latchkey.grant.GrantIdentification;
import io.latchkey.grant.GrantLookup;
import io.latchkey.grant.GrantRefresh;
import io.latchkey.grant.ImportedGrants;
import io.latchkey.grant.KeepAlive;
import io.latchkey.grant.LastUses;
import io.latchkey.grant.LeaseKeeper;
import io.latchkey.grant.RefreshBounds;
import io.latchkey.grant.UnfinishedGrants;
import io.latchkey.grant.UnsavedTokens;
import io.latchkey.instance.EndedSessions;
import io.latchkey.mint.GrantedTokens;
import io.latchkey.mint.MintSettings;
import io.latchkey.mint.Zoom;
import io.latchkey.operator.GrantImport;
import io.latchkey.operator.OperatorGrants;
import io.latchkey.service.GrantService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** Builds the parts that keep and refresh grants, and connects them. Used once. */
final class GrantParts {

  private final Settings settings;
  private final DatabaseSettings place;
  private final Map<String, Account> accounts;
  private final GrantTools tools;
  private final GrantObservation observation;
  private final ExecutorService threads;
  private final Database database;
  private final JdbcGrantEvents events;
  private final JdbcGrantStore store;
  private final JdbcGrantDirectory directory;
  private final JdbcGrantAdministration administration;
  private final LeaseKeeper leases;
  private final UnsavedTokens unsaved;
  private final DetachedRefresh refresh;
  private final SharingParts shared;

  /**
   * @param accounts the configured accounts of General apps, by their names
   */
  GrantParts(
      Settings settings,
      DatabaseSettings place,
      Map<String, Account> accounts,
      GrantTools tools,
      GrantObservation observation,
      EndedSessions sessions) {
    this.settings = settings;
    this.place = place;
    this.accounts = accounts;
    this.tools = tools;
    this.observation = observation;
    this.threads = tools.threads().newGrantPool();
    this.database = Database.of(place);
    this.events = new JdbcGrantEvents(database, settings.accounts().grants().events() != null);
    this.store =
        new JdbcGrantStore(
            database, place.keys(), settings.accounts().grants().instance(), tools.clock(), events);
    this.directory = new JdbcGrantDirectory(database, place.keys(), emails());
    this.administration = new JdbcGrantAdministration(database, events);
    this.leases = new LeaseKeeper(store, tools.alarm(), threads);
    this.unsaved =
        new UnsavedTokens(
            store,
            new FileSpool(place.spool(), place.keys(), tools.clock()),
            tools.alarm(),
            threads,
            observation.refreshes(),
            tools.clock());
    this.refresh = refresh();
    this.shared = SharingParts.of(settings, place, database, tools, sessions, leases::pause);
  }

  private EmailAddresses emails() {
    return settings.accounts().grants().retention().emails();
  }

  private DetachedRefresh refresh() {
    Duration leastLife = settings.tokens().accessTokenRule().unusableBefore();
    return new DetachedRefresh(
        new GrantRefresh(
            store,
            tools.refreshes(),
            leases,
            unsaved,
            observation.refreshes(),
            tools.clock(),
            new RefreshBounds(leastLife, settings.requests().maxWait(), settings.zoom().apiUrl())),
        threads);
  }

  /**
   * Builds what keeps grants.
   *
   * @param accountThreads creates the threads that the calls to Zoom of one account block
   */
  GrantKeeping.Parts build(
      Zoom mints, MintSettings mintSettings, Supplier<? extends Executor> accountThreads) {
    GrantedTokens tokens =
        new GrantedTokens(
            accounts.values(),
            mints,
            refresh,
            mintSettings,
            accountThreads,
            observation.mints(),
            shared.sharing());
    GrantLookup lookup = new GrantLookup(directory, tools.threads().newLookupPool(place.lookups()));
    LastUses uses = new LastUses(InstantSource.system());
    GrantActions actions = actions();
    ConsentParts consents = consents(actions);
    return new GrantKeeping.Parts(
        new GrantService(lookup, tokens, uses),
        new OperatorGrants.Parts(
            accounts.keySet(), administration, grantImport(), actions, consents.forOperators()),
        consents,
        new GrantRounds(
            this::prepare,
            tasks(lookup, tokens),
            slowTasks(uses),
            tools.alarm(),
            threads,
            observation.monitor()),
        new GrantKeeping.Storage(database, leases, unsaved),
        shared);
  }

  private void prepare() {
    SchemaCheck.run(database, place.keys());
    unsaved.storeSpooled();
    leases.open();
  }

  private List<Runnable> tasks(GrantLookup lookup, GrantedTokens tokens) {
    List<Runnable> tasks = new ArrayList<>(shared.tasks());
    tasks.addAll(List.of(changes(lookup, tokens), unfinished()));
    return tasks;
  }

  private GrantChanges changes(GrantLookup lookup, GrantedTokens tokens) {
    return new GrantChanges(
        directory,
        id -> {
          lookup.forget(id);
          tokens.forget(id);
        },
        tools.clock());
  }

  private Runnable unfinished() {
    return new Paced(
        new UnfinishedGrants(store, refresh, accounts.values()),
        Duration.ofSeconds(3),
        tools.clock());
  }

  private List<Runnable> slowTasks(LastUses uses) {
    List<Runnable> tasks =
        new ArrayList<>(
            List.of(
                new Paced(identification(), Duration.ofSeconds(7), tools.clock()),
                upkeep(uses),
                keepAlive()));
    GrantEventTarget target = settings.accounts().grants().events();
    if (target != null) {
      tasks.add(
          new GrantEventDelivery(
              events, target, observation.monitor()::recordWaitingEvents, InstantSource.system()));
    }
    return tasks;
  }

  private KeepAlive keepAlive() {
    return new KeepAlive(
        store,
        refresh,
        accounts.values(),
        settings.accounts().grants().keepAlive(),
        InstantSource.system(),
        new Random());
  }

  private GrantUpkeepTask upkeep(LastUses uses) {
    return new GrantUpkeepTask(
        new JdbcGrantUpkeep(database, place.keys()),
        administration,
        uses,
        settings.accounts().grants().retention(),
        observation.monitor(),
        tools.clock());
  }

  private GrantImport grantImport() {
    return new GrantImport(accounts, new ImportedGrants(directory, administration, store, refresh));
  }

  private GrantActions actions() {
    return new GrantActions(
        store, administration, refresh, leases, tools.users(), accounts, tools.clock());
  }

  private ConsentParts consents(GrantActions actions) {
    return ConsentParts.of(
        settings.accounts().grants().consents(),
        settings.access().callers().signedTokens().texts(),
        new JdbcConsents(database, place.keys(), ConsentFlow.MOST_OPEN, events, emails()),
        new ConsentParts.Keeping(store, administration, actions, leases, threads),
        tools);
  }

  private GrantIdentification identification() {
    return new GrantIdentification(
        store,
        new JdbcGrantIdentities(database, place.keys(), store, events, emails()),
        tools.users(),
        accounts,
        settings.zoom().apiUrl(),
        tools.clock());
  }
}
