package caisson.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemTest {
  record Row(Problem problem, String document) {}

  static Row[] rows() {
    return new Row[] {
      new Row(
          Problem.field("PRICE_GRID", "price", "expected a multiple of 0.1"),
          "{'type':'/problems/price-grid','title':'price grid','status':400,'detail':'expected a multiple of 0.1','reason':'PRICE_GRID','field':'price'}"),
      new Row(
          Problem.refused(
              new Answer.Refused("INSUFFICIENT_MARGIN", -1, 0x4000_0000_0000_0001L, 41)),
          "{'type':'/problems/insufficient-margin','title':'insufficient margin','status':422,'detail':'refused by the engine: insufficient margin','reason':'INSUFFICIENT_MARGIN','field':null,'requestId':'4611686018427387905','sequence':'41'}"),
      new Row(
          Problem.unknownOutcome(7),
          "{'type':'/problems/unknown-outcome','title':'unknown outcome','status':504,'detail':'no answer before the deadline; the command may still be applied: ask by clientOrderId or send the same bytes again','reason':'UNKNOWN_OUTCOME','field':null,'requestId':'7'}"),
      new Row(
          Problem.of(429, "TOO_MANY_REQUESTS", "full"),
          "{'type':'/problems/too-many-requests','title':'too many requests','status':429,'detail':'full','reason':'TOO_MANY_REQUESTS','field':null}"),
    };
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldTellTypeReasonAndField(Row row) {
    assertEquals(row.document.replace('\'', '"'), row.problem.document().toString());
  }
}
