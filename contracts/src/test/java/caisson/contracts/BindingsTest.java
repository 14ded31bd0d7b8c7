package caisson.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BindingsTest {
  private static final int EIP_170_LIMIT = 24_576;

  @ParameterizedTest
  @ValueSource(strings = {"Vault", "ClearingHouse", "InsuranceFund", "TestToken"})
  void shouldDeployTheCommittedBytes(String name) throws Exception {
    JsonNode committed = new ObjectMapper().readTree(Path.of("abi", name + ".json").toFile());
    String binary =
        (String) Class.forName("caisson.contracts." + name).getDeclaredField("BINARY").get(null);
    String bytecode = committed.get("bytecode").asText();
    assertEquals(bytecode.replaceFirst("^0x", ""), binary.replaceFirst("^0x", ""));
    assertTrue(bytecode.length() / 2 < EIP_170_LIMIT, name + " bytes " + bytecode.length() / 2);
  }

  @Test
  void shouldCarryTheTopicsOfMoneyEvents() {
    assertEquals("Deposited", Vault.DEPOSITED_EVENT.getName());
    assertEquals("BatchCommitted", ClearingHouse.BATCHCOMMITTED_EVENT.getName());
    assertEquals("WithdrawalPaid", ClearingHouse.WITHDRAWALPAID_EVENT.getName());
  }
}
