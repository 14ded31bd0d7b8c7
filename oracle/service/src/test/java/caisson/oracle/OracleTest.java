package caisson.oracle;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OracleTest.OwnFolder.class)
class OracleTest {
  /** No node runs at this base; the client's folder stays in the build. */
  public static class OwnFolder implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "caisson.data",
          "target/venue",
          "caisson.port-base",
          "47100",
          "caisson.database.url",
          "postgresql://127.0.0.1:1/none");
    }
  }

  @Test
  void shouldBeHealthyAndWithoutPricesWhileTheNodeIsAway() {
    given().get("/health").then().statusCode(200).body("status", equalTo("UP"));
    given()
        .get("/v1/prices")
        .then()
        .statusCode(200)
        .body("demo", equalTo(true))
        .body("prices", hasSize(0));
    given()
        .get("/reconciliation")
        .then()
        .statusCode(200)
        .body("state", equalTo("WAITING"))
        .body("passes", hasSize(0));
  }
}
