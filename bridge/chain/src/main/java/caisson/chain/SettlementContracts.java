package caisson.chain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.web3j.abi.EventEncoder;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Event;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint16;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.abi.datatypes.generated.Uint8;

/** Calls and events of one deployment: Java values in, ABI bytes out, and back. */
public final class SettlementContracts {
  private static final Event REGISTERED =
      new Event("Registered", List.of(indexed(Uint32.class), indexed(Address.class)));
  private static final Event DEPOSITED =
      new Event(
          "Deposited",
          List.of(
              indexed(Uint64.class),
              indexed(Uint32.class),
              indexed(Uint16.class),
              plain(Uint64.class),
              plain(Address.class),
              plain(Uint256.class)));
  private static final Event BATCH_COMMITTED =
      new Event(
          "BatchCommitted",
          List.of(
              indexed(Uint64.class),
              indexed(Bytes32.class),
              plain(Uint64.class),
              plain(Uint64.class),
              plain(Uint64.class),
              plain(Bytes32.class)));
  private static final Event WITHDRAWAL_PAID =
      new Event(
          "WithdrawalPaid",
          List.of(
              indexed(Uint64.class),
              indexed(Uint32.class),
              indexed(Uint32.class),
              plain(Uint16.class),
              plain(Uint64.class),
              plain(Address.class),
              plain(Uint8.class)));

  private static final Event REQUESTED =
      new Event(
          "Requested",
          List.of(
              indexed(Uint64.class),
              indexed(Uint32.class),
              indexed(Uint8.class),
              plain(Uint32.class),
              plain(Uint64.class),
              plain(Uint64.class),
              plain(Address.class),
              plain(Uint64.class),
              plain(Bytes32.class)));

  private static final Event DEMANDED =
      new Event(
          "Demanded",
          List.of(
              indexed(Uint64.class),
              indexed(Bytes32.class),
              plain(Uint64.class),
              plain(Address.class),
              plain(Uint256.class)));
  private static final Event ANSWERED =
      new Event(
          "Answered", List.of(indexed(Uint64.class), indexed(Bytes32.class), plain(Address.class)));

  private final ChainClient chain;
  private final Deployment deployment;

  public SettlementContracts(ChainClient chain, Deployment deployment) {
    this.chain = chain;
    this.deployment = deployment;
  }

  public Deployment deployment() {
    return deployment;
  }

  /** The contracts whose events matter. */
  public List<String> watched() {
    var watched = new ArrayList<>(List.of(deployment.vault(), deployment.clearingHouse()));
    for (String contract : List.of(forceQueue(), demand())) {
      if (!contract.isEmpty()) {
        watched.add(contract);
      }
    }
    return List.copyOf(watched);
  }

  /** Where data is asked for; empty in a venue without it. */
  public String demand() {
    return deployment.periphery().getOrDefault("demand", "");
  }

  /** Block time until which an answer is awaited, 0 when none is. */
  public long answerDeadlineS(long no, String hash) {
    return number(
        read(
                demand(),
                ChainClient.At.LATEST,
                "deadlineOf",
                List.of(plain(Uint64.class)),
                uint64(no),
                new Bytes32(Hex.bytes(hash)))
            .get(0));
  }

  /** Call data of {@code Demand.answer}. */
  public static byte[] answer(long no, String hash, byte[] data) {
    return encode("answer", uint64(no), new Bytes32(Hex.bytes(hash)), new DynamicBytes(data));
  }

  private String forceQueue() {
    return deployment.periphery().getOrDefault("forceQueue", "");
  }

  /** Call data of {@code ClearingHouse.commit}. */
  public static byte[] commit(
      byte[] header, byte[] payload, byte[] flows, byte[] marks, byte[] signatures) {
    return encode(
        "commit",
        new DynamicBytes(header),
        new DynamicBytes(payload),
        new DynamicBytes(flows),
        new DynamicBytes(marks),
        new DynamicBytes(signatures));
  }

  /** Call data of {@code ClearingHouse.stage}: one chunk of a set of the sender's own. */
  public static byte[] stage(long set, int index, byte[] chunk) {
    return encode("stage", uint64(set), new Uint8(index), new DynamicBytes(chunk));
  }

  /** Call data of {@code ClearingHouse.commitStaged}, which closes the sender's set. */
  public static byte[] commitStaged(
      long set, byte[] header, byte[] flows, byte[] marks, byte[] signatures) {
    return encode(
        "commitStaged",
        uint64(set),
        new DynamicBytes(header),
        new DynamicBytes(flows),
        new DynamicBytes(marks),
        new DynamicBytes(signatures));
  }

  /** The record of a committed batch, 32 zero bytes when there is none. */
  public byte[] record(long no, ChainClient.At at) {
    return (byte[])
        read(deployment.clearingHouse(), at, "record", List.of(plain(Bytes32.class)), uint64(no))
            .get(0)
            .getValue();
  }

  /** Number of the last committed batch. */
  public long headNo(ChainClient.At at) {
    return number(
        read(
                deployment.clearingHouse(),
                at,
                "head",
                List.of(
                    plain(Uint64.class),
                    plain(Uint64.class),
                    plain(Uint64.class),
                    plain(Bytes32.class),
                    plain(Bytes32.class)))
            .get(0));
  }

  public int threshold() {
    return (int)
        number(
            read(
                    deployment.clearingHouse(),
                    ChainClient.At.LATEST,
                    "threshold",
                    List.of(plain(Uint32.class)))
                .get(0));
  }

  public long fastDelayS() {
    return seconds("fastDelay");
  }

  public long challengeWindowS() {
    return seconds("challengeWindow");
  }

  /** Block time from which a batch committed then is irrevocable, holds included. */
  public long windowEndS(long committedAtS) {
    return number(
        read(
                deployment.clearingHouse(),
                ChainClient.At.LATEST,
                "windowEnd",
                List.of(plain(Uint64.class)),
                uint64(committedAtS))
            .get(0));
  }

  private long seconds(String name) {
    return number(
        read(deployment.clearingHouse(), ChainClient.At.LATEST, name, List.of(plain(Uint32.class)))
            .get(0));
  }

  /** Number of assets the vault lists; their ids are dense from 0. */
  public int assetCount() {
    return (int)
        number(
            read(
                    deployment.vault(),
                    ChainClient.At.LATEST,
                    "assetCount",
                    List.of(plain(Uint16.class)))
                .get(0));
  }

  /** What the vault keeps of the asset, as it accounts for it itself. */
  public VaultUnits vaultUnits(int asset, ChainClient.At at) {
    List<Type<?>> values =
        read(
            deployment.vault(),
            at,
            "balancesOf",
            Collections.nCopies(3, plain(Uint64.class)),
            new Uint16(asset));
    return new VaultUnits(number(values.get(0)), number(values.get(1)), number(values.get(2)));
  }

  /** The event in the log entry; empty for one that nobody here acts on. */
  public Optional<VaultEvent> event(LogEntry entry) {
    String topic = entry.topics().get(0);
    if (entry.address().equals(deployment.vault())) {
      if (topic.equals(EventEncoder.encode(REGISTERED))) {
        return Optional.of(
            new VaultEvent.Registered(entry, (int) topicNumber(entry, 1), topicAddress(entry, 2)));
      }
      if (topic.equals(EventEncoder.encode(DEPOSITED))) {
        List<Type<?>> values = values(DEPOSITED, entry);
        return Optional.of(
            new VaultEvent.Deposited(
                entry,
                topicNumber(entry, 1),
                (int) topicNumber(entry, 2),
                (int) topicNumber(entry, 3),
                number(values.get(0)),
                Hex.address(values.get(1).toString()),
                (BigInteger) values.get(2).getValue()));
      }
    } else if (entry.address().equals(deployment.clearingHouse())) {
      if (topic.equals(EventEncoder.encode(BATCH_COMMITTED))) {
        List<Type<?>> values = values(BATCH_COMMITTED, entry);
        return Optional.of(
            new VaultEvent.BatchCommitted(
                entry,
                topicNumber(entry, 1),
                entry.topics().get(2),
                number(values.get(0)),
                number(values.get(1)),
                number(values.get(2))));
      }
      if (topic.equals(EventEncoder.encode(WITHDRAWAL_PAID))) {
        List<Type<?>> values = values(WITHDRAWAL_PAID, entry);
        return Optional.of(
            new VaultEvent.WithdrawalPaid(
                entry,
                topicNumber(entry, 1),
                (int) topicNumber(entry, 2),
                (int) topicNumber(entry, 3),
                (int) number(values.get(0)),
                number(values.get(1)),
                Hex.address(values.get(2).toString())));
      }
    } else if (entry.address().equals(demand())) {
      return demandEvent(entry, topic);
    } else if (entry.address().equals(forceQueue())
        && topic.equals(EventEncoder.encode(REQUESTED))) {
      return Optional.of(requested(entry));
    }
    return Optional.empty();
  }

  private static Optional<VaultEvent> demandEvent(LogEntry entry, String topic) {
    if (topic.equals(EventEncoder.encode(DEMANDED))) {
      long deadlineS = number(values(DEMANDED, entry).get(0));
      return Optional.of(
          new VaultEvent.Demanded(entry, topicNumber(entry, 1), entry.topics().get(2), deadlineS));
    }
    return topic.equals(EventEncoder.encode(ANSWERED))
        ? Optional.of(new VaultEvent.Answered(entry, topicNumber(entry, 1), entry.topics().get(2)))
        : Optional.empty();
  }

  /** Numbers an owner chose may use all 64 bits. */
  private static VaultEvent.Requested requested(LogEntry entry) {
    List<Type<?>> values = values(REQUESTED, entry);
    return new VaultEvent.Requested(
        entry,
        topicNumber(entry, 1),
        (int) topicNumber(entry, 2),
        (int) topicNumber(entry, 3),
        (int) number(values.get(0)),
        ((BigInteger) values.get(1).getValue()).longValue(),
        ((BigInteger) values.get(2).getValue()).longValue(),
        Hex.address(values.get(3).toString()),
        number(values.get(4)));
  }

  /** Call data of a function. */
  static byte[] encode(String name, Type<?>... arguments) {
    return Hex.bytes(FunctionEncoder.encode(new Function(name, List.of(arguments), List.of())));
  }

  private List<Type<?>> read(
      String contract,
      ChainClient.At at,
      String name,
      List<TypeReference<?>> results,
      Type<?>... arguments) {
    return decode(chain.call(contract, encode(name, arguments), at), results, contract, name);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // web3j's signatures are raw
  static List<Type<?>> decode(
      byte[] answer, List<TypeReference<?>> results, String contract, String name) {
    List<Type> values = FunctionReturnDecoder.decode(Hex.of(answer), (List) results);
    if (values.size() != results.size()) {
      throw new ChainException(
          ChainException.Kind.WRONG_CHAIN, "no answer to " + name + " from contract " + contract);
    }
    return (List) values;
  }

  private static List<Type<?>> values(Event event, LogEntry entry) {
    List<TypeReference<?>> data = new ArrayList<>();
    for (TypeReference<?> parameter : event.getParameters()) {
      if (!parameter.isIndexed()) {
        data.add(parameter);
      }
    }
    return decode(entry.data(), data, entry.address(), event.getName());
  }

  static Uint64 uint64(long value) {
    return new Uint64(new BigInteger(Long.toUnsignedString(value)));
  }

  static long number(Type<?> value) {
    return ((BigInteger) value.getValue()).longValueExact();
  }

  private static long topicNumber(LogEntry entry, int topic) {
    return new BigInteger(1, Hex.bytes(entry.topics().get(topic))).longValueExact();
  }

  private static String topicAddress(LogEntry entry, int topic) {
    return Hex.address(entry.topics().get(topic).substring(26));
  }

  static TypeReference<?> plain(Class<? extends Type<?>> type) {
    return reference(type, false);
  }

  private static TypeReference<?> indexed(Class<? extends Type<?>> type) {
    return reference(type, true);
  }

  private static <T extends Type<?>> TypeReference<?> reference(Class<T> type, boolean indexed) {
    return TypeReference.create(type, indexed);
  }
}
