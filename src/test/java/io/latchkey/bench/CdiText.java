package io.latchkey.bench;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/**
 * Answers the same text as {@link ConstantText}, from a resource that is a CDI bean, as nearly all
 * resources are.
 */
@ApplicationPath("/")
public class CdiText extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(Resource.class);
  }

  @Path("zak")
  @ApplicationScoped
  public static class Resource {

    private static final String TEXT = "x".repeat(330);

    @GET
    @Produces("text/plain;charset=UTF-8")
    public String text() {
      return TEXT;
    }
  }
}
