package io.latchkey.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.latchkey.database.MasterKeys.Place;
import io.latchkey.grant.DatabaseUnavailable;
import io.latchkey.grant.GrantId;
import io.latchkey.grant.NewTokens;
import io.latchkey.grant.UnsavedTokens;
import io.latchkey.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps tokens that the database could not take in files, encrypted like those in the database.
 * Each file is one pair of tokens, and only its owner may read it.
 *
 * <p>Thread-safe.
 */
public final class FileSpool implements UnsavedTokens.Spool {

  private static final System.Logger LOG = System.getLogger(FileSpool.class.getName());
  private static final Pattern NAME = Pattern.compile("(g_[0-9a-z]{26})-(\\d{1,18})");
  private static final String REFRESH = "spool.refresh_token";
  private static final String ACCESS = "spool.access_token";

  private final @Nullable Path directory;
  private final MasterKeys keys;
  private final InstantSource clock;

  /**
   * @param directory null to keep nothing
   * @param clock the clock of the core, by which tokens say when they were asked for
   */
  public FileSpool(@Nullable Path directory, MasterKeys keys, InstantSource clock) {
    this.directory = directory;
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public void write(GrantId grant, long generation, NewTokens tokens) {
    if (directory == null || tokens.refreshToken() == null) {
      return;
    }
    String text = text(grant, generation, tokens, tokens.refreshToken());
    Path file = file(directory, grant, generation);
    Path unfinished = directory.resolve(file.getFileName() + ".tmp");
    try {
      Files.deleteIfExists(unfinished);
      Files.createFile(
          unfinished,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (FileChannel channel = FileChannel.open(unfinished, Set.of(StandardOpenOption.WRITE))) {
        channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
        channel.force(true);
      }
      Files.move(unfinished, file, ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      // Broad on purpose: some file systems know no owner, and the tokens must be served all the
      // same.
      LOG.log(
          System.Logger.Level.ERROR,
          "latchkey.database.spool cannot be written to ({0}): if this process ends before the"
              + " database is back, {1} is lost",
          e.getClass().getSimpleName(),
          grant);
    }
  }

  private String text(GrantId grant, long generation, NewTokens tokens, Secret refreshToken) {
    return String.join(
        "\n",
        sealed(refreshToken, REFRESH, grant, generation),
        sealed(tokens.accessToken(), ACCESS, grant, generation),
        // By the wall clock, since the core's clock begins anew with each process.
        Instant.now().plus(tokens.life()).toString(),
        tokens.apiUrl().toString());
  }

  private String sealed(Secret token, String column, GrantId grant, long generation) {
    return Base64.getEncoder()
        .encodeToString(keys.seal(token, new Place(column, grant.value(), generation)));
  }

  private static Path file(Path directory, GrantId grant, long generation) {
    return directory.resolve(grant + "-" + generation);
  }

  @Override
  public void delete(GrantId grant, long generation) {
    if (directory != null) {
      try {
        Files.deleteIfExists(file(directory, grant, generation));
      } catch (IOException stays) {
        // It is harmless: its generation is over, so it is never stored.
      }
    }
  }

  @Override
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    if (directory != null) {
      try (Stream<Path> files = Files.list(directory)) {
        files.forEach(file -> read(file).ifPresent(entries::add));
      } catch (IOException e) {
        LOG.log(
            System.Logger.Level.ERROR,
            "latchkey.database.spool cannot be read ({0})",
            e.getClass().getSimpleName());
      }
    }
    return entries;
  }

  private Optional<Entry> read(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      return Optional.empty();
    }
    GrantId grant = new GrantId(name.group(1));
    long generation = Long.parseLong(name.group(2));
    try {
      List<String> lines = Files.readAllLines(file);
      NewTokens tokens =
          new NewTokens(
              opened(lines.get(0), REFRESH, grant, generation),
              opened(lines.get(1), ACCESS, grant, generation),
              Duration.between(Instant.now(), Instant.parse(lines.get(2))),
              clock.instant(),
              URI.create(lines.get(3)),
              null);
      return Optional.of(new Entry(grant, generation, tokens));
    } catch (IOException | RuntimeException e) {
      // Broad on purpose: a file that somebody changed must not keep the others from being stored.
      LOG.log(
          System.Logger.Level.ERROR,
          "{0} in latchkey.database.spool cannot be read ({1})",
          file.getFileName(),
          e instanceof DatabaseUnavailable known
              ? known.diagnosis()
              : e.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  private Secret opened(String text, String column, GrantId grant, long generation) {
    return keys.open(
        Base64.getDecoder().decode(text), new Place(column, grant.value(), generation));
  }
}
