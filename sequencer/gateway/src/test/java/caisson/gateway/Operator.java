package caisson.gateway;

import caisson.client.CommandClient;
import caisson.client.NodeEndpoints;
import caisson.protocol.CreditDepositEncoder;
import caisson.protocol.ListAssetEncoder;
import caisson.protocol.ListMarketEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.PublishPricesEncoder;
import caisson.protocol.RegisterAccountEncoder;
import caisson.protocol.SealWindowEncoder;
import caisson.signing.Address;
import java.nio.file.Path;
import org.agrona.ExpandableArrayBuffer;

/** Sends what the bridge, the oracle and the listing would send. */
final class Operator implements AutoCloseable {
  private final CommandClient client;
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1024);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private long requestId = 1;

  Operator(NodeEndpoints node, Path folder) {
    client = CommandClient.connect(node, folder);
  }

  void listAsset(int asset, String symbol, int scale, long markUnit) {
    var encoder = new ListAssetEncoder().wrapAndApplyHeader(buffer, 0, header);
    encoder
        .requestId(requestId++)
        .asset(asset)
        .scale((short) scale)
        .markUnit(markUnit)
        .symbol(symbol);
    send(encoder.limit());
  }

  void listMarket(int market, String symbol, MarketKind kind, int baseAsset, long unitsPerLot) {
    var encoder = new ListMarketEncoder().wrapAndApplyHeader(buffer, 0, header);
    encoder
        .requestId(requestId++)
        .market(market)
        .kind(kind)
        .baseAsset(baseAsset)
        .unitsPerLot(unitsPerLot)
        .k(10)
        .marginPpm(100_000)
        .makerFeePpm(0)
        .takerFeePpm(500)
        .minLots(1)
        .maxTicks(10_000_000)
        .maxOrderLots(1_000_000)
        .symbol(symbol);
    send(encoder.limit());
  }

  void registerAccount(int account, Address owner) {
    var encoder = new RegisterAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
    encoder.requestId(requestId++).account(account).putOwner(owner.bytes(), 0, Address.LENGTH);
    send(encoder.limit());
  }

  void deposit(long depositNo, int account, int asset, long units) {
    var encoder = new CreditDepositEncoder().wrapAndApplyHeader(buffer, 0, header);
    encoder
        .requestId(requestId++)
        .depositNo(depositNo)
        .account(account)
        .asset(asset)
        .units(units)
        .putSender(new byte[Address.LENGTH], 0, Address.LENGTH);
    send(encoder.limit());
  }

  void price(long round, int market, long indexTicks) {
    var encoder = new PublishPricesEncoder().wrapAndApplyHeader(buffer, 0, header);
    encoder.requestId(requestId++).round(round);
    encoder
        .pricesCount(1)
        .next()
        .market(market)
        .indexTicks(indexTicks)
        .externalTicks(indexTicks)
        .splitVersion(0);
    encoder.assetPricesCount(0);
    send(encoder.limit());
  }

  void seal(long batchNo, long chainTimeS, long depositsUpTo) {
    var encoder = new SealWindowEncoder().wrapAndApplyHeader(buffer, 0, header);
    encoder
        .requestId(requestId++)
        .batchNo(batchNo)
        .chainTimeS(chainTimeS)
        .depositsUpTo(depositsUpTo);
    send(encoder.limit());
  }

  @Override
  public void close() {
    client.close();
  }

  private void send(int length) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!client.offer(buffer, 0, length)) {
      client.poll();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the node takes no commands");
      }
      Thread.onSpinWait();
    }
  }
}
