package caisson.chain;

import caisson.contracts.ClearingHouse;
import caisson.contracts.ForceQueue;
import caisson.contracts.InsuranceFund;
import caisson.contracts.Vault;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.StaticStruct;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Bytes4;
import org.web3j.abi.datatypes.generated.Uint128;
import org.web3j.abi.datatypes.generated.Uint16;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.abi.datatypes.generated.Uint8;
import org.web3j.crypto.Hash;

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

  /**
   * A call that is made once; what {@code probed} answers to {@code probe} tells whether it was.
   */
  record Setting(
      String contract, String function, byte[] data, String probed, byte[] probe, long doneAbove) {}

  // Roles of Authority.sol, and what the steward lets each do.
  private static final long LISTER = 1;
  private static final long LIMITER = 3;
  private static final long GUARDIAN = 4;
  private static final List<String> LISTING =
      List.of("listAsset(address,uint8,uint64,uint64)", "assign(uint32,uint8)");
  private static final List<String> LOOSENING =
      List.of(
          "raiseCap(uint16,uint64)",
          "lowerTarget(uint64)",
          "allocate(uint8,uint64)",
          "announceWithdrawal(address,uint64)");
  private static final List<String> TIGHTENING =
      List.of("lowerCap(uint16,uint64)", "raiseTarget(uint64)", "cancelWithdrawal()");

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

  DeploymentPlan(String deployer, DeploymentSettings with, Optional<Artifact> entryPoint) {
    for (int asset = 0; asset < with.assets().size(); asset++) {
      tokens.put(asset, token(asset, with.assets().get(asset)));
    }
    Address authority = govern(new Address(deployer), with);
    Address admin = new Address(with.steward() ? periphery("Steward", authority) : deployer);
    vault = create("Vault", admin);
    fund = create("InsuranceFund", admin, new Address(tokens.get(0)));
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
    emergencies(authority, with.judges());
    if (with.steward()) {
      joinBySteward(authority.getValue(), admin.getValue(), with);
    } else {
      join(with);
    }
    entryPoint.ifPresent(code -> add("EntryPoint", code, ENTRY_POINT_SALT, code.creation()));
    periphery("PasskeyFactory");
  }

  /** What exists for the day the operator fails. */
  private void emergencies(Address authority, boolean judging) {
    Address house = new Address(clearingHouse);
    periphery("ExitDesk", house);
    Address hub = new Address(periphery.getOrDefault("oracleHub", Address.DEFAULT.getValue()));
    List<Address> judges =
        List.of(
            new Address(periphery("Demand", house)),
            new Address(periphery("MoveJudge", house, authority)),
            new Address(periphery("PriceJudge", house, authority, hub)));
    List<Address> named = judging ? judges : List.of();
    periphery("Challenge", house, new DynamicArray<>(Address.class, named));
    Address verifier = new Address(periphery("FillVerifier", house));
    periphery("EmergencyMatch", new Address(forceQueue), verifier);
  }

  private Address govern(Address deployer, DeploymentSettings with) {
    Address timelock =
        new Address(
            periphery("Timelock", addresses(with.proposers()), addresses(with.guardians())));
    Address authority = new Address(periphery("Authority", deployer, timelock));
    if (with.oracleSigners().size() >= 3) {
      periphery("OracleHub", authority, set(with.oracleThreshold(), with.oracleSigners()));
    }
    periphery(
        "GasStation",
        authority,
        new Address(with.sponsor()),
        new Uint128(with.sponsorPerOperationWei()),
        new Uint128(with.sponsorPerDayWei()));
    return authority;
  }

  /** The deploying key is the administrator and joins the contracts one by one. */
  private void join(DeploymentSettings with) {
    Address house = new Address(clearingHouse);
    once(vault, Vault.FUNC_INITIALISE, Vault.FUNC_CLEARINGHOUSE, house);
    once(fund, InsuranceFund.FUNC_INITIALISE, InsuranceFund.FUNC_CLEARINGHOUSE, house);
    once(
        forceQueue,
        ForceQueue.FUNC_INITIALISE,
        ForceQueue.FUNC_CLEARINGHOUSE,
        house,
        part("emergencyMatch"));
    once(
        clearingHouse,
        ClearingHouse.FUNC_INITIALISE,
        ClearingHouse.FUNC_EXITDESK,
        part("exitDesk"),
        part("challenge"),
        part("attestors"));
    for (int asset = 0; asset < with.assets().size(); asset++) {
      var arguments = new ArrayList<Type<?>>(List.of(new Uint16(asset)));
      arguments.addAll(listing(asset, with));
      list(vault, asset, arguments);
    }
  }

  /**
   * The steward joins them in one call. Its functions get their roles last: until then they are the
   * deploying key's, and so is the listing here.
   */
  private void joinBySteward(String authority, String steward, DeploymentSettings with) {
    var parts =
        new StaticStruct(
            new Address(vault),
            new Address(fund),
            new Address(forceQueue),
            part("emergencyMatch"),
            new Address(clearingHouse),
            part("exitDesk"),
            part("challenge"),
            part("attestors"));
    once(steward, "start", "vault", parts);
    for (int asset = 0; asset < with.assets().size(); asset++) {
      list(steward, asset, listing(asset, with));
    }
    role(authority, steward, LISTER, LISTING);
    role(authority, steward, LIMITER, LOOSENING);
    role(authority, steward, GUARDIAN, TIGHTENING);
  }

  private List<Type<?>> listing(int asset, DeploymentSettings with) {
    DeploymentSettings.Asset listed = with.assets().get(asset);
    return List.of(
        new Address(tokens.get(asset)),
        new Uint8(listed.scale()),
        new Uint64(BigInteger.valueOf(listed.minDeposit())),
        new Uint64(BigInteger.valueOf(listed.cap())));
  }

  private void list(String through, int asset, List<Type<?>> arguments) {
    settings.add(
        new Setting(
            through,
            Vault.FUNC_LISTASSET,
            encode(Vault.FUNC_LISTASSET, arguments),
            vault,
            SettlementContracts.encode(Vault.FUNC_ASSETCOUNT),
            asset));
  }

  private void role(String authority, String target, long role, List<String> functions) {
    Address of = new Address(target);
    List<Bytes4> selectors = functions.stream().map(DeploymentPlan::selector).toList();
    settings.add(
        new Setting(
            authority,
            "setTargetFunctionRole",
            SettlementContracts.encode(
                "setTargetFunctionRole",
                of,
                new DynamicArray<>(Bytes4.class, selectors),
                new Uint64(BigInteger.valueOf(role))),
            authority,
            SettlementContracts.encode("getTargetFunctionRole", of, selectors.get(0)),
            0));
  }

  private static Bytes4 selector(String signature) {
    byte[] hash = Hash.sha3(signature.getBytes(StandardCharsets.US_ASCII));
    return new Bytes4(Arrays.copyOf(hash, 4));
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

  private Address part(String name) {
    return new Address(periphery.get(name));
  }

  private void once(String contract, String function, String getter, Type<?>... arguments) {
    byte[] data = SettlementContracts.encode(function, arguments);
    byte[] probe = SettlementContracts.encode(getter);
    settings.add(new Setting(contract, function, data, contract, probe, 0));
  }

  private static byte[] encode(String function, List<Type<?>> arguments) {
    return SettlementContracts.encode(function, arguments.toArray(Type<?>[]::new));
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
