package io.latchkey.operator;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.latchkey.account.Account;
import io.latchkey.account.AppKind;
import io.latchkey.grant.GrantAdministration;
import io.latchkey.grant.GrantDirectory;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What operators can do with grants. Without a database there is nothing to do.
 *
 * <p>Thread-safe.
 */
public final class OperatorGrants {

  private final @Nullable GrantAdministration administration;
  private final @Nullable GrantImport imports;

  private OperatorGrants(
      @Nullable GrantAdministration administration, @Nullable GrantImport imports) {
    this.administration = administration;
    this.imports = imports;
  }

  /** Returns what operators can do without a database. */
  public static OperatorGrants none() {
    return new OperatorGrants(null, null);
  }

  /** Returns what operators can do with the grants of these accounts. */
  public static OperatorGrants of(
      Collection<Account> accounts, GrantDirectory directory, GrantAdministration administration) {
    return new OperatorGrants(
        administration,
        new GrantImport(
            accounts.stream()
                .filter(account -> account.app() == AppKind.GENERAL)
                .collect(toUnmodifiableMap(Account::name, Function.identity())),
            directory,
            administration));
  }

  Optional<GrantAdministration> administration() {
    return Optional.ofNullable(administration);
  }

  Optional<GrantImport> imports() {
    return Optional.ofNullable(imports);
  }
}
