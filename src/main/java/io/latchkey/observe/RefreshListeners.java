package io.latchkey.observe;

import io.latchkey.grant.GrantId;
import io.latchkey.grant.RefreshListener;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells several listeners what happens to grants. One that throws does not keep the others, or the
 * refresh, from going on.
 *
 * <p>Thread-safe.
 */
public final class RefreshListeners implements RefreshListener {

  private final List<RefreshListener> listeners;
  private final SafeNotifier notifier;

  public RefreshListeners(List<RefreshListener> listeners, SafeNotifier notifier) {
    this.listeners = List.copyOf(listeners);
    this.notifier = notifier;
  }

  private void each(Consumer<RefreshListener> event) {
    listeners.forEach(listener -> notifier.notify(() -> event.accept(listener)));
  }

  @Override
  public void stored(String account, GrantId grant, long generation) {
    each(listener -> listener.stored(account, grant, generation));
  }

  @Override
  public void adopted(String account, GrantId grant, long generation) {
    each(listener -> listener.adopted(account, grant, generation));
  }

  @Override
  public void answerLost(String account, GrantId grant, String diagnosis) {
    each(listener -> listener.answerLost(account, grant, diagnosis));
  }

  @Override
  public void appRefused(String account, String diagnosis) {
    each(listener -> listener.appRefused(account, diagnosis));
  }

  @Override
  public void suspected(String account, GrantId grant, String diagnosis) {
    each(listener -> listener.suspected(account, grant, diagnosis));
  }

  @Override
  public void died(String account, GrantId grant, String reason, String diagnosis) {
    each(listener -> listener.died(account, grant, reason, diagnosis));
  }

  @Override
  public void guardOn(String account) {
    each(listener -> listener.guardOn(account));
  }

  @Override
  public void guardOff(String account) {
    each(listener -> listener.guardOff(account));
  }

  @Override
  public void unsaved(String account, GrantId grant, String diagnosis) {
    each(listener -> listener.unsaved(account, grant, diagnosis));
  }

  @Override
  public void savedAtLast(String account, GrantId grant) {
    each(listener -> listener.savedAtLast(account, grant));
  }

  @Override
  public void conflict(String account, GrantId grant) {
    each(listener -> listener.conflict(account, grant));
  }
}
