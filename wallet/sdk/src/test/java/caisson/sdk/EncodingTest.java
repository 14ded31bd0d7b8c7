package caisson.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.signing.Address;
import caisson.signing.Hex;
import caisson.signing.KeyPair;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.StaticStruct;
import org.web3j.abi.datatypes.generated.Uint16;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.abi.datatypes.generated.Uint8;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

/** Transaction and call bytes against web3j. */
class EncodingTest {
  @Test
  void shouldSignTransactionsLikeWeb3j() {
    Random random = new Random(71120);
    for (int size : new int[] {0, 1, 4, 55, 56, 255, 256, 70_000}) {
      byte[] secret = new byte[32];
      byte[] data = new byte[size];
      byte[] to = new byte[20];
      random.nextBytes(secret);
      random.nextBytes(data);
      random.nextBytes(to);
      long nonce = size * 3L;
      BigInteger tip = new BigInteger(60, random);
      BigInteger fee = new BigInteger(70, random);
      Address contract = Address.of(to);
      Transaction ours =
          new Transaction(31337, nonce, tip, fee, 21_000 + size, contract, BigInteger.ZERO, data);
      RawTransaction theirs =
          RawTransaction.createTransaction(
              31337,
              BigInteger.valueOf(nonce),
              BigInteger.valueOf(21_000 + size),
              contract.toString(),
              BigInteger.ZERO,
              Hex.encode(data),
              tip,
              fee);
      assertEquals(
          Hex.encode(
              TransactionEncoder.signMessage(theirs, Credentials.create(Hex.encode(secret)))),
          Hex.encode(ours.sign(KeyPair.of(secret))));
    }
  }

  @Test
  void shouldEncodeCallsLikeWeb3j() {
    byte[] header = new byte[672];
    byte[] path = new byte[96];
    header[5] = 7;
    path[95] = 9;
    Address destination = Address.parse("0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826");
    Claim claim = new Claim(header, 99, new byte[34], 3, 4096, 1, 12_345, destination, 1, 5, path);
    Function function =
        new Function(
            "pay",
            List.of(
                new DynamicBytes(header),
                new Uint64(99),
                new DynamicBytes(new byte[34]),
                new StaticStruct(
                    new Uint32(3),
                    new Uint32(4096),
                    new Uint16(1),
                    new Uint64(12_345),
                    new org.web3j.abi.datatypes.Address(destination.toString()),
                    new Uint8(1)),
                new Uint32(5),
                new DynamicBytes(path)),
            List.of());
    assertEquals(FunctionEncoder.encode(function), Hex.encode(claim.callData()));
  }
}
