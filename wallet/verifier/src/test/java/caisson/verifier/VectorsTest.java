package caisson.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.signing.Hex;
import caisson.signing.Keccak256;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** This module's own tree and decoders against the vectors the sealing side wrote. */
class VectorsTest {
  private static JsonNode vectors;
  private static MarkWords marks;

  @BeforeAll
  static void read() throws IOException {
    Path file = Path.of("../../contracts/test/vectors/golden.json");
    vectors = new ObjectMapper().readTree(Files.readString(file)).path("settlement");
    marks = MarkWords.decode(bytes(vectors.path("marks").path("bytes")));
  }

  private static byte[] bytes(JsonNode hex) {
    return Hex.decode(hex.asText());
  }

  private static Holdings holdings(JsonNode leaf) {
    Holdings holdings = new Holdings(leaf.path("account").asInt());
    for (JsonNode row : leaf.path("assets")) {
      holdings.addUnits(row.path("asset").asInt(), row.path("units").asLong());
    }
    for (JsonNode row : leaf.path("lines")) {
      holdings.addLots(row.path("market").asInt(), row.path("lots").asLong());
    }
    return holdings;
  }

  @Test
  void shouldMakeTheLeaf() {
    for (String name : new String[] {"leaf", "emptyLeaf"}) {
      JsonNode leaf = vectors.path(name);
      Holdings holdings = holdings(leaf);
      assertEquals(leaf.path("bytes").asText(), Hex.encode(holdings.preimage()));
      assertEquals(leaf.path("hash").asText(), Hex.encode(holdings.leaf(marks).hash()));
      assertEquals(new BigInteger(leaf.path("claim").asText()), holdings.claim(marks));
    }
  }

  @Test
  void shouldMakeTheTreeOfFiveAccountsAndItsProofs() {
    JsonNode tree = vectors.path("tree");
    Map<Integer, Node> leaves = new HashMap<>();
    tree.path("leaves")
        .forEach(l -> leaves.put(l.path("account").asInt(), holdings(l).leaf(marks)));
    SumTree built = new SumTree();
    built.put(leaves);

    assertEquals(tree.path("root").asText(), Hex.encode(built.root().hash()));
    assertEquals(tree.path("sumPos").asText(), built.root().positive().toString());
    assertEquals(tree.path("sumNeg").asText(), built.root().negative().toString());
    for (int i = 0; i < tree.path("leaves").size(); i++) {
      int account = tree.path("leaves").get(i).path("account").asInt();
      assertEquals(tree.path("proofs").get(i).asText(), Hex.encode(built.proof(account)));
    }
    assertEquals(tree.path("proofOfEmpty4099").asText(), Hex.encode(built.proof(4099)));
    assertEquals(vectors.path("emptyLevel").asText(), Hex.encode(Node.EMPTY.proofBytes()));
  }

  @Test
  void shouldHashMarksOverPages() {
    for (String name : new String[] {"marks", "marksTwoPages"}) {
      JsonNode words = vectors.path(name);
      assertEquals(
          words.path("root").asText(),
          Hex.encode(MarkWords.decode(bytes(words.path("bytes"))).root()));
    }
  }

  @Test
  void shouldReadAndHashPayloads() {
    for (String name : new String[] {"payload", "payloadEdge"}) {
      JsonNode payload = vectors.path(name);
      Entries entries = Entries.decode(bytes(payload.path("payload")));
      assertEquals(payload.path("payloadHash").asText(), Hex.encode(entries.hash()), name);
      assertEquals(payload.path("entries").size(), entries.entries().size());
      for (int i = 0; i < entries.entries().size(); i++) {
        JsonNode row = payload.path("entries").get(i);
        Entries.Entry entry = entries.entries().get(i);
        assertEquals(row.get(0).asLong(), (entry.line() ? 3L : 2L) << 32 | entry.id());
        assertEquals(row.get(1).asInt(), entry.account());
        assertEquals(row.get(2).asLong(), entry.delta());
      }
    }
    assertEquals(Hex.encode(new byte[32]), Hex.encode(Entries.decode(new byte[0]).hash()));
  }

  @Test
  void shouldReadFlowsAndHeader() {
    Flows flows = Flows.decode(bytes(vectors.path("flows").path("bytes")));
    assertEquals(vectors.path("flows").path("flowsHash").asText(), Hex.encode(flows.hash()));
    assertEquals(
        vectors.path("flows").path("withdrawTotalsHash").asText(),
        Hex.encode(flows.withdrawTotalsHash()));
    assertEquals(
        vectors.path("flows").path("flowsHashOfNone").asText(), Hex.encode(Keccak256.hash()));

    JsonNode expected = vectors.path("header");
    Header header = Header.decode(bytes(expected.path("bytes")));
    JsonNode fields = expected.path("fields");
    assertEquals(expected.path("hash").asText(), Hex.encode(header.hash()));
    assertEquals(fields.path("no").asLong(), header.no());
    assertEquals(fields.path("ts").asLong(), header.ts());
    assertEquals(fields.path("seqTo").asLong(), header.seqTo());
    assertEquals(fields.path("root").asText(), Hex.encode(header.root()));
    assertEquals(fields.path("sumNeg").asText(), header.sumNeg().toString());
    assertEquals(fields.path("ledgerSeal").asText(), Hex.encode(header.ledgerSeal()));
    assertEquals(fields.path("depositsUpTo").asLong(), header.depositsUpTo());
    assertEquals(
        fields.path("withdrawTotalsHash").asText(), Hex.encode(header.withdrawTotalsHash()));
  }
}
