package io.latchkey.callback;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import java.lang.annotation.Annotation;
import org.glassfish.hk2.api.ActiveDescriptor;
import org.glassfish.hk2.api.Context;
import org.glassfish.hk2.api.ServiceHandle;
import org.glassfish.hk2.api.TypeLiteral;
import org.glassfish.hk2.utilities.binding.AbstractBinder;

/**
 * Registers the scopes of CDI with the injection of Jersey, which finds their annotations on our
 * classes. Each injection gets a new object.
 */
final class WithoutCdi extends AbstractBinder {

  @Override
  protected void configure() {
    bind(DependentScope.class)
        .to(new TypeLiteral<Context<Dependent>>() {})
        .in(jakarta.inject.Singleton.class);
    bind(ApplicationScope.class)
        .to(new TypeLiteral<Context<ApplicationScoped>>() {})
        .in(jakarta.inject.Singleton.class);
  }

  private static final class DependentScope extends NoScope<Dependent> {
    @Override
    public Class<? extends Annotation> getScope() {
      return Dependent.class;
    }
  }

  private static final class ApplicationScope extends NoScope<ApplicationScoped> {
    @Override
    public Class<? extends Annotation> getScope() {
      return ApplicationScoped.class;
    }
  }

  private abstract static class NoScope<S> implements Context<S> {
    @Override
    public <U> U findOrCreate(ActiveDescriptor<U> descriptor, ServiceHandle<?> root) {
      return descriptor.create(root);
    }

    @Override
    public boolean containsKey(ActiveDescriptor<?> descriptor) {
      return false;
    }

    @Override
    public void destroyOne(ActiveDescriptor<?> descriptor) {}

    @Override
    public boolean supportsNullCreation() {
      return false;
    }

    @Override
    public boolean isActive() {
      return true;
    }

    @Override
    public void shutdown() {}
  }
}
