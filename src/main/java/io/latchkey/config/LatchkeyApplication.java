package io.latchkey.config;

import io.latchkey.callback.AccessTokenResource;
import io.latchkey.callback.AttendeeResource;
import io.latchkey.callback.CallerFilter;
import io.latchkey.callback.JoinTokenResource;
import io.latchkey.callback.MeetStreamResource;
import io.latchkey.callback.ObfResource;
import io.latchkey.callback.ZakResource;
import io.latchkey.connect.ConnectResource;
import io.latchkey.connect.ManageResource;
import io.latchkey.connect.ZoomEventResource;
import io.latchkey.operator.CheckResource;
import io.latchkey.operator.ConsentLinkResource;
import io.latchkey.operator.GrantActionResource;
import io.latchkey.operator.GrantResource;
import io.latchkey.operator.MetricsAccessFilter;
import io.latchkey.operator.MetricsResource;
import io.latchkey.operator.OperatorFilter;
import io.latchkey.operator.OperatorResource;
import io.latchkey.operator.PageFilter;
import io.latchkey.operator.SignInResource;
import io.latchkey.operator.StatusResource;
import io.latchkey.web.AcceptHeaderFilter;
import io.latchkey.web.AnswerHeaders;
import io.latchkey.web.FailureMapper;
import io.latchkey.web.UnservedMethodFilter;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** Lists everything that is served, so that a server adds nothing by itself. */
@ApplicationPath("/")
public class LatchkeyApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        ZakResource.class,
        ObfResource.class,
        JoinTokenResource.class,
        AccessTokenResource.class,
        MeetStreamResource.class,
        AttendeeResource.class,
        OperatorResource.class,
        GrantResource.class,
        GrantActionResource.class,
        ConsentLinkResource.class,
        ConnectResource.class,
        ManageResource.class,
        ZoomEventResource.class,
        MetricsResource.class,
        StatusResource.class,
        CheckResource.class,
        SignInResource.class,
        UnservedMethodFilter.class,
        AcceptHeaderFilter.class,
        CallerFilter.class,
        OperatorFilter.class,
        MetricsAccessFilter.class,
        PageFilter.class,
        AnswerHeaders.class,
        FailureMapper.class);
  }

  /**
   * Returns switches of Jersey, which other implementations of Jakarta REST ignore.
   *
   * <ul>
   *   <li>Jersey adds no {@code /application.wadl}.
   *   <li>The container puts no error page into an answer of ours that has no body.
   *   <li>There is no warning about a form without fields; that warning repeats the query.
   *   <li>A relative {@code Location} stays relative.
   * </ul>
   */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of(
        "jersey.config.server.wadl.disableWadl", true,
        "jersey.config.server.response.setStatusOverSendError", true,
        "jersey.config.servlet.form.queryParams.disabled", true,
        "jersey.config.server.headers.location.relative.resolution.disabled", true);
  }
}
