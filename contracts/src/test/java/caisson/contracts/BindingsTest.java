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
  private static final int LIMIT = 20_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Vault",
        "ClearingHouse",
        "InsuranceFund",
        "ForceQueue",
        "ExitDesk",
        "Challenge",
        "FillVerifier",
        "TestToken"
      })
  void shouldDeployTheCommittedBytes(String name) throws Exception {
    JsonNode committed = new ObjectMapper().readTree(Path.of("abi", name + ".json").toFile());
    String binary =
        (String) Class.forName("caisson.contracts." + name).getDeclaredField("BINARY").get(null);
    String bytecode = committed.get("bytecode").asText();
    assertEquals(bytecode.replaceFirst("^0x", ""), binary.replaceFirst("^0x", ""));
    int size = committed.get("deployedBytecode").asText().length() / 2 - 1;
    assertTrue(size <= LIMIT, name + " bytes " + size);
  }

  @Test
  void shouldCarryTheTopicsOfMoneyEvents() {
    assertEquals("Deposited", Vault.DEPOSITED_EVENT.getName());
    assertEquals("BatchCommitted", ClearingHouse.BATCHCOMMITTED_EVENT.getName());
    assertEquals("WithdrawalPaid", ClearingHouse.WITHDRAWALPAID_EVENT.getName());
  }
}
