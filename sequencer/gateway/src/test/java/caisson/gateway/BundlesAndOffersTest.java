package caisson.gateway;

import static caisson.gateway.OpenMarket.CAROL;
import static caisson.gateway.OpenMarket.NEVER;
import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.gateway.Web.Reply;
import caisson.signing.AgentScope;
import caisson.signing.BundleEntry;
import caisson.signing.KeyPair;
import caisson.signing.TypedMessage.AgentMessage;
import caisson.signing.TypedMessage.BackstopMessage;
import caisson.signing.TypedMessage.BundleMessage;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Bundles and standing offers of an account whose agent signs, against a real node. */
@QuarkusTest
@QuarkusTestResource(RunningVenue.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BundlesAndOffersTest {
  private final KeyPair carolAgent = KeyPair.create();
  private OpenMarket venue;
  private KeyPair carol;
  private SignedBodies bodies;
  private Web web;

  @ConfigProperty(name = "caisson.port-base")
  int portBase;

  @ConfigProperty(name = "test.data")
  Path data;

  @BeforeAll
  void haveAnAgent() {
    venue = OpenMarket.at(portBase, data);
    carol = venue.carol;
    bodies = venue.bodies;
    web = venue.web;
    AgentScope scope = AgentScope.of(NEVER, 1_000_000_000_000L, 100_000_000_000L);
    var message = new AgentMessage(CAROL, carolAgent.address(), scope, venue.nextNonce());
    Reply made = web.post("/v1/agents", bodies.agent(message, carol));
    assertEquals(200, made.status(), made.body()::toString);
  }

  @Test
  void shouldMoveOrdersTogetherOrNotAtAll() {
    BundleEntry low = entry(441_000, 2, 0, 90);
    BundleEntry high = entry(442_000, 2, 0, 91);
    Reply both = web.post("/v1/orders/bundle", bodies.bundle(bundle(low, high), carolAgent));
    assertEquals(200, both.status(), both.body()::toString);
    assertEquals("OPEN", both.body().at("/orders/1/status").asText(), both.body()::toString);
    assertEquals("0.0010", venue.levelQuantity("44100.0"));
    long lowId = both.body().at("/orders/0/orderId").asLong();
    long highId = both.body().at("/orders/1/orderId").asLong();
    BundleEntry cancel = BundleEntry.cancel(1, lowId);

    BundleMessage taking = bundle(cancel, entry(440_500, 1, 0, 92), entry(440_600, 2, 0, 93));
    Reply refused = web.post("/v1/orders/bundle", bodies.bundle(taking, carolAgent));
    assertEquals("BUNDLE_TAKES", refused.text("reason"), refused.body()::toString);
    assertEquals(1, refused.body().get("entry").asInt());
    assertEquals("0.0010", venue.levelQuantity("44100.0"));

    BundleMessage moved = bundle(cancel, entry(443_000, 2, highId, 94), entry(440_700, 1, 0, 95));
    ObjectNode body = bodies.bundle(moved, carolAgent);
    Reply done = web.post("/v1/orders/bundle", body);
    assertEquals(200, done.status(), done.body()::toString);
    assertEquals(Long.toString(lowId), done.body().at("/canceled/0/orderId").asText());
    assertEquals("0.0010", done.body().at("/canceled/1/canceledQuantity").asText());
    assertEquals(2, done.body().get("canceled").size(), done.body()::toString);
    assertEquals("44300.0", done.body().at("/orders/0/price").asText());
    assertEquals("CANCELED", done.body().at("/orders/1/status").asText());
    assertEquals("0.0000", venue.levelQuantity("44100.0"));
    assertEquals("0.0010", venue.levelQuantity("44300.0"));
    assertEquals(done.body(), web.post("/v1/orders/bundle", body).body());

    ObjectNode bad = bodies.bundle(bundle(cancel, low), carolAgent);
    ((ObjectNode) bad.at("/entries/1")).put("price", "44100.05");
    assertEquals("entries[1].price", web.post("/v1/orders/bundle", bad).text("field"));
    ((ObjectNode) bad.at("/entries/0")).put("price", "44100.0");
    assertEquals("entries[0].price", web.post("/v1/orders/bundle", bad).text("field"));
    bad.putArray("entries");
    assertEquals("entries", web.post("/v1/orders/bundle", bad).text("field"));
  }

  /** Its own line may come to a lot of 0.0150; an agent's key is enough, any other is not. */
  @Test
  void shouldTakeAStandingOfferAndRefuseAnother() {
    ObjectNode body = bodies.backstop(backstop(1, 150, 250_000), carolAgent);
    Reply done = web.post("/v1/backstop/offers", body);
    assertEquals(200, done.status(), done.body()::toString);
    assertEquals(CAROL, done.body().get("account").asInt());
    assertEquals(1, done.body().get("market").asInt());
    assertEquals("0.0150", done.text("capacity"));
    assertEquals(250_000, done.body().get("premiumPpm").asInt());
    assertEquals(done.body(), web.post("/v1/backstop/offers", body).body());

    Reply same = web.post("/v1/backstop/offers", offer(150, 250_000, carol));
    assertEquals(422, same.status(), same.body()::toString);
    assertEquals("ALREADY_APPLIED", same.text("reason"));
    BackstopMessage late = new BackstopMessage(CAROL, 1, 150, 1, venue.nextNonce(), 1);
    Reply expired = web.post("/v1/backstop/offers", bodies.backstop(late, carolAgent));
    assertEquals("EXPIRED", expired.text("reason"), expired.body()::toString);
    BackstopMessage used = new BackstopMessage(CAROL, 1, 160, 1, body.get("nonce").asLong(), NEVER);
    Reply again = web.post("/v1/backstop/offers", bodies.backstop(used, carolAgent));
    assertEquals("NONCE_USED", again.text("reason"), again.body()::toString);
    Reply stranger = web.post("/v1/backstop/offers", offer(150, 1, venue.bob));
    assertEquals(401, stranger.status(), stranger.body()::toString);
    assertEquals("UNKNOWN_AGENT", stranger.text("reason"));

    assertField("premiumPpm", offer(150, 250_000, carol).put("premiumPpm", 1_000_001));
    assertField("capacity", offer(150, 250_000, carol).put("capacity", "0.00005"));
    assertField("capacity", offer(150, 250_000, carol).put("capacity", "0"));
    assertField("market", offer(150, 250_000, carol).put("market", 2));
    assertField("quantity", offer(150, 250_000, carol).put("quantity", "1"));
    ObjectNode none = offer(150, 250_000, carol);
    none.remove("premiumPpm");
    assertField("premiumPpm", none);

    ObjectNode changed = bodies.backstop(backstop(1, 0, 0), carol);
    changed.put("nonce", "999");
    assertEquals(401, web.post("/v1/backstop/offers/end", changed).status());
    Reply ended =
        web.post("/v1/backstop/offers/end", bodies.backstop(backstop(1, 0, 0), carolAgent));
    assertEquals(200, ended.status(), ended.body()::toString);
    assertEquals("0.0000", ended.text("capacity"));
    Reply gone =
        web.post("/v1/backstop/offers/end", bodies.backstop(backstop(1, 0, 0), carolAgent));
    assertEquals("ALREADY_APPLIED", gone.text("reason"), gone.body()::toString);
  }

  private ObjectNode offer(long lots, int premiumPpm, KeyPair key) {
    return bodies.backstop(backstop(1, lots, premiumPpm), key);
  }

  private BackstopMessage backstop(int market, long lots, int premiumPpm) {
    return new BackstopMessage(CAROL, market, lots, premiumPpm, venue.nextNonce(), NEVER);
  }

  private void assertField(String field, ObjectNode body) {
    Reply refused = web.post("/v1/backstop/offers", body);
    assertEquals(400, refused.status(), refused.body()::toString);
    assertEquals(field, refused.text("field"), refused.body()::toString);
  }

  private static BundleEntry entry(long ticks, int timeInForce, long replaces, long name) {
    return new BundleEntry(0, 1, replaces, 0, timeInForce, 0, 0, 0, ticks, 10, 0, 0, name);
  }

  private BundleMessage bundle(BundleEntry... entries) {
    return new BundleMessage(CAROL, List.of(entries), venue.nextNonce(), NEVER);
  }
}
