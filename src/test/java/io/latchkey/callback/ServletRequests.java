package io.latchkey.callback;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.lang.reflect.Proxy;

/** What a servlet container knows of the current request, where there is none but Jersey. */
@PreMatching
final class ServletRequests implements ContainerRequestFilter {

  private final ThreadLocal<String> query = new ThreadLocal<>();

  @Override
  public void filter(ContainerRequestContext request) {
    query.set(request.getUriInfo().getRequestUri().getRawQuery());
  }

  /** As CDI injects it: always that of the calling thread. */
  HttpServletRequest current() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getQueryString")) {
                return query.get();
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
