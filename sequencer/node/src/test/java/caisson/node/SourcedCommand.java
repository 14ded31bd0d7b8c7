package caisson.node;

import caisson.protocol.ListAssetEncoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.RegisterAccountEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A command of a source, and its request id, by which it is found in the log. An asset is the
 * operators' to list, an account the bridge's to register.
 */
record SourcedCommand(long requestId, UnsafeBuffer bytes) {
  private static final int FIRST_ACCOUNT = 4096;
  private static final int LONGEST = 256;

  /** Assets are numbered from 0 without a gap; the request has the number of the asset and one. */
  static SourcedCommand listAsset(int source, int asset) {
    long requestId = (long) source << 48 | asset + 1;
    var bytes = new UnsafeBuffer(new byte[LONGEST]);
    var command = new ListAssetEncoder().wrapAndApplyHeader(bytes, 0, new MessageHeaderEncoder());
    command.requestId(requestId).asset(asset).scale((short) 6);
    command.markUnit(1_000_000_000_000L).symbol("A" + asset);
    return new SourcedCommand(requestId, cut(bytes, command.encodedLength()));
  }

  /** The request has the number of the account and one. */
  static SourcedCommand registerAccount(int source, int number) {
    long requestId = (long) source << 48 | number + 1;
    var bytes = new UnsafeBuffer(new byte[LONGEST]);
    var command =
        new RegisterAccountEncoder().wrapAndApplyHeader(bytes, 0, new MessageHeaderEncoder());
    command.requestId(requestId).account(FIRST_ACCOUNT + number);
    for (int i = 0; i < RegisterAccountEncoder.ownerLength(); i++) {
      command.owner(i, (short) (number + i + 1));
    }
    return new SourcedCommand(requestId, cut(bytes, command.encodedLength()));
  }

  private static UnsafeBuffer cut(UnsafeBuffer bytes, int encodedLength) {
    return new UnsafeBuffer(bytes, 0, MessageHeaderEncoder.ENCODED_LENGTH + encodedLength);
  }
}
