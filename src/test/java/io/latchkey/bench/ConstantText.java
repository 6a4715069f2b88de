package io.latchkey.bench;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The smallest JAX-RS application: it answers a text as long as a ZAK. */
@ApplicationPath("/")
public class ConstantText extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(Resource.class);
  }

  @Path("zak")
  public static class Resource {

    private static final String TEXT = "x".repeat(330);

    @GET
    @Produces("text/plain;charset=UTF-8")
    public String text() {
      return TEXT;
    }
  }
}
