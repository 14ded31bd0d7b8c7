package caisson.gateway;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every answer that is not a 2xx is a problem document. */
final class ProblemMapper {
  private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

  @ServerExceptionMapper
  Response problem(Problem problem) {
    ResponseBuilder response =
        Response.status(problem.status())
            .type(Problem.MEDIA_TYPE)
            .entity(problem.document().toString());
    if (problem.status() == 429 || problem.status() == 503) {
      response.header(HttpHeaders.RETRY_AFTER, 1);
    }
    return response.build();
  }

  @ServerExceptionMapper
  Response http(WebApplicationException e) {
    int status = e.getResponse().getStatus();
    return problem(
        switch (status) {
          case 404 -> Problem.of(404, "NOT_FOUND", "nothing is here");
          case 405 -> Problem.of(405, "METHOD_NOT_ALLOWED", "another method is served here");
          case 406 -> Problem.of(406, "NOT_ACCEPTABLE", "answers are application/json");
          case 413 -> Problem.of(413, "BODY_TOO_LARGE", "the body is too large");
          case 415 -> Problem.of(415, "UNSUPPORTED_MEDIA_TYPE", "send application/json");
          default ->
              Problem.of(status, status < 500 ? "BAD_REQUEST" : "INTERNAL", "the request failed");
        });
  }

  @ServerExceptionMapper
  Response unexpected(RuntimeException e) {
    LOG.error("request failed", e);
    return problem(Problem.of(500, "INTERNAL", "an error of the gateway; it is in its log"));
  }
}
