package caisson.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import caisson.protocol.Side;
import caisson.signing.KeyPair;
import caisson.signing.Signature;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
  private static final Grid TICKS = Grid.of(new BigDecimal("0.1"));

  @Test
  void shouldReadEveryKindOfField() {
    RequestReader request =
        read(
            "{'n':'18','m':4096,'p':'60000.1','s':'SELL','h':'0x0102','big':'9223372036854775807'}");
    assertEquals(18, request.unsigned("n"));
    assertEquals(4096, request.account("m"));
    assertEquals(600_001, request.steps("p", TICKS, "PRICE_GRID"));
    assertEquals(Side.SELL, request.choice("s", Side.class));
    assertEquals(2, request.hex("h", 2).length);
    assertEquals(Long.MAX_VALUE, request.unsigned("big"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                          | MISSING_FIELD",
        "{'n':null}                  | MISSING_FIELD",
        "{'n':-1}                    | BAD_FIELD",
        "{'n':1.5}                   | BAD_FIELD",
        "{'n':1e3}                   | BAD_FIELD",
        "{'n':'1.0'}                 | BAD_FIELD",
        "{'n':'-1'}                  | BAD_FIELD",
        "{'n':''}                    | BAD_FIELD",
        "{'n':true}                  | BAD_FIELD",
        "{'n':[1]}                   | BAD_FIELD",
        "{'n':'0x10'}                | BAD_FIELD",
        "{'n':9007199254740993}      | BAD_FIELD",
        "{'n':'9223372036854775808'} | BAD_FIELD",
        "{'n':'99999999999999999999999'} | BAD_FIELD",
      })
  void shouldRefuseWholeNumbersOfAnotherShape(String json, String reason) {
    refuse(json, reason, "n", request -> request.unsigned("n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                      | MISSING_FIELD",
        "{'p':60000.1}           | BAD_FIELD",
        "{'p':'6e4'}             | BAD_FIELD",
        "{'p':'-1.0'}            | BAD_FIELD",
        "{'p':'+1.0'}            | BAD_FIELD",
        "{'p':'.5'}              | BAD_FIELD",
        "{'p':'1.'}              | BAD_FIELD",
        "{'p':' 1.0'}            | BAD_FIELD",
        "{'p':'NaN'}             | BAD_FIELD",
        "{'p':'0.0'}             | BAD_FIELD",
        "{'p':'60000.05'}        | PRICE_GRID",
        "{'p':'9999999999999999999'} | PRICE_GRID",
      })
  void shouldRefusePricesOfAnotherShapeOrOffTheGrid(String json, String reason) {
    refuse(json, reason, "p", request -> request.steps("p", TICKS, "PRICE_GRID"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'BOTH'", "'buy'", "'NULL_VAL'", "0", "null", "{}"})
  void shouldRefuseUnknownChoices(String value) {
    assertThrows(Problem.class, () -> read("{'s':" + value + "}").choice("s", Side.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'0102'", "'0x01'", "'0x010203'", "'0x01zz'", "'0X0102'", "12"})
  void shouldRefuseHexOfAnotherShape(String value) {
    refuse("{'h':" + value + "}", "BAD_FIELD", "h", request -> request.hex("h", 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not json              | body",
        "[]                    | body",
        "'text'                | body",
        "{'n':1} {'n':2}       | body",
        "{'n':1,'n':2}         | body",
        "{'n':[[[[[[[[[[1]]]]]]]]]]} | body",
        "{'other':1}           | other",
      })
  void shouldRefuseWhatIsNotOneKnownObject(String json, String field) {
    Problem problem = assertThrows(Problem.class, () -> read(json));
    assertEquals(400, problem.status());
    assertEquals(field, problem.document().get("field").asText());
  }

  @ParameterizedTest
  @CsvSource({"64, 26", "64, 0", "64, 29"})
  void shouldRefuseSignaturesWithAnotherRecoveryByte(int at, int value) {
    byte[] bytes = signature();
    bytes[at] = (byte) value;
    refuse(
        "{'signature':'0x" + HexFormat.of().formatHex(bytes) + "'}",
        "BAD_SIGNATURE",
        "signature",
        request -> request.signature("signature"));
  }

  @Test
  void shouldRefuseTheHighTwinOfASignature() {
    byte[] bytes = signature();
    java.math.BigInteger order =
        new java.math.BigInteger(
            "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    byte[] high = order.subtract(new java.math.BigInteger(1, bytes, 32, 32)).toByteArray();
    System.arraycopy(high, high.length - 32, bytes, 32, 32);
    bytes[64] = (byte) (bytes[64] == 27 ? 28 : 27);
    refuse(
        "{'signature':'0x" + HexFormat.of().formatHex(bytes) + "'}",
        "BAD_SIGNATURE",
        "signature",
        request -> request.signature("signature"));
  }

  private static byte[] signature() {
    Signature signature = KeyPair.create().sign(new byte[32]);
    return signature.bytes().clone();
  }

  private static void refuse(
      String json, String reason, String field, Consumer<RequestReader> read) {
    Problem problem = assertThrows(Problem.class, () -> read.accept(read(json)));
    assertEquals(400, problem.status());
    assertEquals(reason, problem.reason());
    assertEquals(field, problem.document().get("field").asText());
  }

  private static RequestReader read(String json) {
    return RequestReader.of(
        json.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
        Set.of("n", "m", "p", "s", "h", "big", "signature"));
  }
}
