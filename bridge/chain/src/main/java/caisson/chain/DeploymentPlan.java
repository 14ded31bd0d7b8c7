package caisson.chain;

import caisson.contracts.ClearingHouse;
import caisson.contracts.ForceQueue;
import caisson.contracts.InsuranceFund;
import caisson.contracts.Vault;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint128;
import org.web3j.abi.datatypes.generated.Uint16;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.abi.datatypes.generated.Uint8;

/**
 * Every contract of a venue with its address, and every call that joins them, in order. Nothing
 * here asks the chain: the same settings and the same admin give the same plan on every chain.
 */
final class DeploymentPlan {
  /** A contract and the creation code that its address is made of. */
  record Creation(String name, Artifact artifact, byte[] salt, byte[] initCode) {
    String address() {
      return Create2.address(salt, initCode);
    }
  }

  /** A call that is made once; {@code getter} of the contract tells whether it was. */
  record Setting(String contract, String function, byte[] data, String getter, long doneAbove) {}

  /** EntryPoint 0.8 as published: this salt gives it the same address everywhere. */
  static final byte[] ENTRY_POINT_SALT =
      Hex.bytes("0a59dbff790c23c976a548690c27297883cc66b4c67024f9117b0238995e35e9");

  private final List<Creation> creations = new ArrayList<>();
  private final List<Setting> settings = new ArrayList<>();
  private final SortedMap<Integer, String> tokens = new TreeMap<>();
  private final SortedMap<String, String> periphery = new TreeMap<>();
  private final String vault;
  private final String fund;
  private final String forceQueue;
  private final String clearingHouse;

  DeploymentPlan(String admin, DeploymentSettings with, Optional<Artifact> entryPoint) {
    for (int asset = 0; asset < with.assets().size(); asset++) {
      tokens.put(asset, token(asset, with.assets().get(asset)));
    }
    Address owner = new Address(admin);
    vault = create("Vault", owner);
    fund = create("InsuranceFund", owner, new Address(tokens.get(0)));
    forceQueue = periphery("ForceQueue", new Address(vault));
    DynamicBytes hot = set(with.threshold(), with.attestors());
    String attestors = periphery("Attestors", hot, set(with.coldThreshold(), with.coldSigners()));
    clearingHouse =
        create(
            "ClearingHouse",
            new Address(vault),
            new Address(fund),
            new Address(forceQueue),
            new Address(attestors),
            hot,
            new Uint32(with.fastDelayS()),
            new Uint32(with.challengeWindowS()));
    Address house = new Address(clearingHouse);
    once(vault, Vault.FUNC_INITIALISE, Vault.FUNC_CLEARINGHOUSE, 0, house);
    once(fund, InsuranceFund.FUNC_INITIALISE, InsuranceFund.FUNC_CLEARINGHOUSE, 0, house);
    for (int asset = 0; asset < with.assets().size(); asset++) {
      DeploymentSettings.Asset listed = with.assets().get(asset);
      once(
          vault,
          Vault.FUNC_LISTASSET,
          Vault.FUNC_ASSETCOUNT,
          asset,
          new Uint16(asset),
          new Address(tokens.get(asset)),
          new Uint8(listed.scale()),
          new Uint64(BigInteger.valueOf(listed.minDeposit())),
          new Uint64(BigInteger.valueOf(listed.cap())));
    }
    govern(owner, with);
    emergencies(house, with.judges());
    entryPoint.ifPresent(code -> add("EntryPoint", code, ENTRY_POINT_SALT, code.creation()));
    periphery("PasskeyFactory");
  }

  /** What exists for the day the operator fails; the attestors' contract says when to pause. */
  private void emergencies(Address house, boolean judging) {
    String exitDesk = periphery("ExitDesk", house);
    Address authority = new Address(periphery.get("authority"));
    Address hub = new Address(periphery.getOrDefault("oracleHub", Address.DEFAULT.getValue()));
    List<Address> judges =
        List.of(
            new Address(periphery("Demand", house)),
            new Address(periphery("MoveJudge", house, authority)),
            new Address(periphery("PriceJudge", house, authority, hub)));
    List<Address> named = judging ? judges : List.of();
    String challenge = periphery("Challenge", house, new DynamicArray<>(Address.class, named));
    Address verifier = new Address(periphery("FillVerifier", house));
    String match = periphery("EmergencyMatch", new Address(forceQueue), verifier);
    once(
        forceQueue,
        ForceQueue.FUNC_INITIALISE,
        ForceQueue.FUNC_CLEARINGHOUSE,
        0,
        house,
        new Address(match));
    once(
        clearingHouse,
        ClearingHouse.FUNC_INITIALISE,
        ClearingHouse.FUNC_EXITDESK,
        0,
        new Address(exitDesk),
        new Address(challenge),
        new Address(periphery.get("attestors")));
  }

  private void govern(Address admin, DeploymentSettings with) {
    Address timelock =
        new Address(
            periphery("Timelock", addresses(with.proposers()), addresses(with.guardians())));
    Address authority = new Address(periphery("Authority", admin, timelock));
    if (with.oracleSigners().size() >= 3) {
      periphery("OracleHub", authority, set(with.oracleThreshold(), with.oracleSigners()));
    }
    periphery(
        "GasStation",
        authority,
        new Address(with.sponsor()),
        new Uint128(with.sponsorPerOperationWei()),
        new Uint128(with.sponsorPerDayWei()));
  }

  List<Creation> creations() {
    return List.copyOf(creations);
  }

  List<Setting> settings() {
    return List.copyOf(settings);
  }

  Deployment deployment(long chainId, DeploymentSettings with, long deployedAt) {
    return new Deployment(
        chainId,
        clearingHouse,
        vault,
        fund,
        tokens,
        with.attestors(),
        with.threshold(),
        deployedAt,
        periphery);
  }

  private String token(int asset, DeploymentSettings.Asset listed) {
    if (!listed.token().isEmpty()) {
      return listed.token();
    }
    Artifact artifact = Artifact.of("TestToken");
    return add(
        "TestToken " + asset,
        artifact,
        Create2.salt(),
        artifact.initCode(
            new Utf8String(listed.name()),
            new Utf8String(listed.symbol()),
            new Uint8(listed.scale())));
  }

  private String periphery(String name, Type<?>... arguments) {
    String address = create(name, arguments);
    periphery.put(Character.toLowerCase(name.charAt(0)) + name.substring(1), address);
    return address;
  }

  private String create(String name, Type<?>... arguments) {
    Artifact artifact = Artifact.of(name);
    return add(name, artifact, Create2.salt(), artifact.initCode(arguments));
  }

  private String add(String name, Artifact artifact, byte[] salt, byte[] initCode) {
    var creation = new Creation(name, artifact, salt, initCode);
    creations.add(creation);
    return creation.address();
  }

  private void once(
      String contract, String function, String getter, long doneAbove, Type<?>... arguments) {
    byte[] data = SettlementContracts.encode(function, arguments);
    settings.add(new Setting(contract, function, data, getter, doneAbove));
  }

  private static DynamicArray<Address> addresses(List<String> of) {
    return new DynamicArray<>(Address.class, of.stream().map(Address::new).toList());
  }

  /** threshold u8 | addresses ascending, as the contracts keep the hash of. */
  private static DynamicBytes set(int threshold, List<String> signers) {
    var bytes = new ByteArrayOutputStream();
    bytes.write(threshold);
    signers.forEach(signer -> bytes.writeBytes(Hex.bytes(signer)));
    return new DynamicBytes(bytes.toByteArray());
  }
}
