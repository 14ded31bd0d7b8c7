package caisson.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.fixtures.ChainFixture;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.crypto.Hash;

/**
 * Everything that writes, of every contract of a venue, called by a stranger: directly, through the
 * only contract that forwards calls, and in one of its bundles. Each refuses him by who he is, or
 * stands in doors.txt with the reason why it is open. A function that is new or renamed fails here
 * until it is one or the other.
 */
class DoorsTest {
  private static final String STRANGER = "0x00000000000000000000000000000000000bad00";
  private static final int BATCH = 250;
  private static final Map<String, Integer> ROUNDS = Map.of("full", 200, "nightly", 4_000);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Errors that say: not you. */
  private static final Set<String> NOT_YOU =
      Set.of(
          "AccessControlUnauthorizedAccount",
          "AccessManagedUnauthorized",
          "AccessManagerUnauthorizedAccount",
          "AccessManagerUnauthorizedCall",
          "AccessManagerUnauthorizedConsume",
          "NotAdmin",
          "NotChallenge",
          "NotClearingHouse",
          "NotDeployer",
          "NotEmergencyMatch",
          "NotExitDesk",
          "NotForceQueue",
          "NotJudge",
          "NotOwner",
          "PaymasterUnauthorized",
          "TimelockUnauthorizedCaller");

  private enum How {
    CLOSED,
    LATER,
    PROVED,
    DUE,
    OWN
  }

  private record Door(
      String contract, String address, String name, byte[] selector, JsonNode inputs, How how) {
    @Override
    public String toString() {
      return contract + "." + name;
    }
  }

  private record Call(Door door, String to, byte[] data, boolean direct) {}

  private static ChainFixture local;
  private static Deployment deployment;
  private static final Map<String, How> listed = new TreeMap<>();
  private static final List<Door> doors = new ArrayList<>();
  private static final Map<String, String> errors = new HashMap<>();

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    local = ChainFixture.start(1, Path.of("target/anvil-doors.log"));
    TestKey key = TestKey.funded(0);
    String office = TestKey.funded(1).address();
    try (ChainClient chain = ChainClient.connect(local.url(), Duration.ofSeconds(10))) {
      deployment = new Deployer(chain, key, data).deploy(everything(key.address(), office));
    }
    Rpc.call(local, "anvil_setBalance", "[\"" + STRANGER + "\",\"0x52b7d2dcc80cd2e4000000\"]");
    readList();
    readInterfaces();
  }

  @AfterAll
  static void stop() {
    local.close();
  }

  /** Steward, oracle hub and judges: every contract that can be deployed. */
  private static DeploymentSettings everything(String deployer, String office) {
    DeploymentSettings from = DeploymentSettings.local(deployer, List.of(office), 1);
    return new DeploymentSettings(
        from.assets().stream()
            .map(a -> new DeploymentSettings.Asset("", a.name(), a.symbol(), a.scale(), 10, 10))
            .toList(),
        from.attestors(),
        from.threshold(),
        from.fastDelayS(),
        from.challengeWindowS(),
        List.of(office),
        1,
        List.of(office, deployer, TestKey.funded(2).address()),
        2,
        List.of(office),
        List.of(office),
        office,
        from.sponsorPerOperationWei(),
        from.sponsorPerDayWei(),
        true,
        true);
  }

  private static void readList() throws IOException {
    try (var in = Objects.requireNonNull(DoorsTest.class.getResourceAsStream("doors.txt"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().filter(l -> !l.isBlank() && l.charAt(0) != '#').toList()) {
        String[] words = line.split(" ", 4);
        assertEquals(4, words.length, "without a reason: " + line);
        How how = How.valueOf(words[2].toUpperCase(Locale.ROOT));
        assertNull(listed.put(words[0] + "." + words[1], how), "twice: " + line);
      }
    }
  }

  private static void readInterfaces() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("../../contracts/abi"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        JsonNode artifact = JSON.readTree(Files.readString(file));
        String contract = artifact.get("contractName").asText();
        for (JsonNode item : artifact.get("abi")) {
          String type = item.get("type").asText();
          if (type.equals("error")) {
            errors.put(Hex.of(selector(item)), item.get("name").asText());
          } else if (type.equals("function") && writes(item)) {
            String name = item.get("name").asText();
            How how = listed.getOrDefault(contract + "." + name, How.CLOSED);
            String address = address(contract);
            doors.add(new Door(contract, address, name, selector(item), item.get("inputs"), how));
          }
        }
      }
    }
  }

  private static boolean writes(JsonNode function) {
    String mutability = function.get("stateMutability").asText();
    return !mutability.equals("view") && !mutability.equals("pure");
  }

  private static String address(String contract) {
    return switch (contract) {
      case "Vault" -> deployment.vault();
      case "InsuranceFund" -> deployment.insuranceFund();
      case "ClearingHouse" -> deployment.clearingHouse();
      case "TestToken" -> deployment.tokens().get(0);
      default -> {
        String name = Character.toLowerCase(contract.charAt(0)) + contract.substring(1);
        String found = deployment.periphery().get(name);
        assertTrue(found != null, "not deployed: " + contract);
        yield found;
      }
    };
  }

  private static byte[] selector(JsonNode item) {
    String signature = item.get("name").asText() + types(item.get("inputs"));
    return Arrays.copyOf(Hash.sha3(signature.getBytes(StandardCharsets.US_ASCII)), 4);
  }

  private static String types(JsonNode inputs) {
    var types = new ArrayList<String>();
    for (JsonNode input : inputs) {
      String type = input.get("type").asText();
      boolean tuple = type.startsWith("tuple");
      types.add(tuple ? types(input.get("components")) + type.substring(5) : type);
    }
    return "(" + String.join(",", types) + ")";
  }

  @Test
  void shouldListOnlyWhatIsThere() {
    var there = new TreeSet<String>();
    doors.forEach(door -> there.add(door.toString()));
    var gone = new TreeSet<>(listed.keySet());
    gone.removeAll(there);
    assertEquals(Set.of(), gone);
    assertTrue(doors.stream().filter(door -> door.how() == How.CLOSED).count() > 60);
  }

  @Test
  void shouldRefuseAStrangerWhoeverPassesHimOn() throws IOException {
    var addresses = new ArrayList<>(deployment.periphery().values());
    addresses.addAll(List.of(STRANGER, STRANGER, deployment.vault(), deployment.clearingHouse()));
    var arguments = new RandomArguments(1, addresses);
    var refusedAsStranger = new TreeSet<String>();
    var broken = new TreeMap<String, String>();
    long calls = 0;
    int rounds = ROUNDS.getOrDefault(System.getProperty("caisson.tier", "normal"), 4);
    for (int round = 0; round < rounds; round++) {
      var batch = new ArrayList<Call>();
      for (Door door : doors) {
        batch.addAll(calls(door, arguments.of(door.inputs())));
      }
      calls += batch.size();
      for (int from = 0; from < batch.size(); from += BATCH) {
        List<Call> part = batch.subList(from, Math.min(batch.size(), from + BATCH));
        JsonNode answers = answers(part);
        for (int i = 0; i < part.size(); i++) {
          judge(part.get(i), answers.get(i), refusedAsStranger, broken);
        }
      }
    }
    assertEquals(Map.of(), broken);
    for (Door door : doors) {
      if (door.how() == How.LATER) {
        assertTrue(refusedAsStranger.contains(door.toString()), door + " never said: not you");
      }
    }
    System.out.println("figures functions=" + doors.size() + " calls=" + calls);
  }

  /** An open function without its line would be found. */
  @Test
  void shouldNoticeWhatIsOpenAndNotListed() throws IOException {
    for (String open : List.of("TestToken.mint", "ClearingHouse.pay", "Vault.claimOwed")) {
      Door door = doors.stream().filter(d -> d.toString().equals(open)).findAny().orElseThrow();
      var unlisted =
          new Door(
              door.contract(),
              door.address(),
              door.name(),
              door.selector(),
              door.inputs(),
              How.CLOSED);
      List<Call> calls =
          calls(unlisted, new RandomArguments(2, List.of(STRANGER)).of(door.inputs()));
      var broken = new TreeMap<String, String>();
      JsonNode answers = answers(calls.subList(0, 1));
      judge(calls.get(0), answers.get(0), new TreeSet<>(), broken);
      assertEquals(Set.of(open), broken.keySet());
    }
  }

  private static List<Call> calls(Door door, byte[] arguments) {
    byte[] data = Arrays.copyOf(door.selector(), 4 + arguments.length);
    System.arraycopy(arguments, 0, data, 4, arguments.length);
    String authority = deployment.periphery().get("authority");
    var calls = new ArrayList<Call>();
    calls.add(new Call(door, door.address(), data, true));
    if (door.how() == How.CLOSED || door.how() == How.LATER) {
      byte[] passed =
          SettlementContracts.encode(
              "execute", new Address(door.address()), new DynamicBytes(data));
      byte[] bundled = door.contract().equals("Authority") ? data : passed;
      byte[] bundle =
          SettlementContracts.encode(
              "multicall",
              new DynamicArray<>(DynamicBytes.class, List.of(new DynamicBytes(bundled))));
      calls.add(new Call(door, authority, passed, false));
      calls.add(new Call(door, authority, bundle, false));
    }
    return calls;
  }

  /** Whether an answer is one that the door may give. */
  private static void judge(
      Call call, JsonNode answer, Set<String> refusedAsStranger, Map<String, String> broken) {
    Door door = call.door();
    boolean refused = answer.has("error");
    String data = refused ? answer.get("error").path("data").asText("") : "";
    String error = data.length() < 10 ? data : errors.getOrDefault(data.substring(0, 10), data);
    boolean notYou = NOT_YOU.contains(error);
    if (call.direct() && notYou) {
      refusedAsStranger.add(door.toString());
    }
    boolean holds =
        switch (door.how()) {
          case CLOSED -> notYou;
          case LATER, PROVED, DUE -> refused;
          case OWN -> true;
        };
    if (!holds) {
      String found = refused ? error + " " + answer.get("error").path("message") : "taken";
      broken.putIfAbsent(door.toString() + (call.direct() ? "" : " passed on"), found);
    }
  }

  private static JsonNode answers(List<Call> calls) throws IOException {
    ArrayNode requests = JSON.createArrayNode();
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      var request = requests.addObject();
      request.put("jsonrpc", "2.0").put("id", i).put("method", "eth_call");
      ArrayNode parameters = request.putArray("params");
      parameters
          .addObject()
          .put("from", STRANGER)
          .put("to", call.to())
          .put("data", Hex.of(call.data()));
      parameters.add("latest");
    }
    var sorted = new JsonNode[calls.size()];
    JSON.readTree(Rpc.post(local, JSON.writeValueAsString(requests)))
        .forEach(answer -> sorted[answer.get("id").asInt()] = answer);
    ArrayNode answers = JSON.createArrayNode();
    for (JsonNode answer : sorted) {
      answers.add(answer);
    }
    return answers;
  }
}
