package caisson.signing;

import java.math.BigInteger;
import java.util.List;

/**
 * What people and attestors sign, as EIP-712 structs. Each hasher is written out: its type string
 * is the contract between the Java, Solidity and TypeScript sides, so changing one is a new
 * message. Longs and ints are the unsigned values of the type.
 */
public sealed interface TypedMessage {
  /** typeHash | one word per field. */
  byte[] encoded();

  default byte[] structHash() {
    return Keccak256.hash(encoded());
  }

  /** The struct's canonical type, whose hash is its first word. */
  String type();

  /**
   * By an agent of the account, or its owner.
   *
   * @param side 0 buy, 1 sell
   * @param timeInForce 0 GTC, 1 IOC, 2 POST_ONLY
   */
  record OrderMessage(
      int account,
      int market,
      int side,
      int timeInForce,
      long limitTicks,
      long lots,
      long nonce,
      long expiryNs,
      long clientOrderIdHigh,
      long clientOrderIdLow)
      implements TypedMessage {
    static final String TYPE =
        "Order(uint32 account,uint32 market,uint8 side,uint8 tif,uint64 limitTicks,uint64 lots,"
            + "uint64 nonce,uint64 expiryNs,uint128 clientOrderId)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 9)
          .uint32(account)
          .uint32(market)
          .uint32(side)
          .uint32(timeInForce)
          .uint64(limitTicks)
          .uint64(lots)
          .uint64(nonce)
          .uint64(expiryNs)
          .uint128(clientOrderIdHigh, clientOrderIdLow)
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  record CancelMessage(int account, int market, long orderId, long nonce, long expiryNs)
      implements TypedMessage {
    static final String TYPE =
        "Cancel(uint32 account,uint32 market,uint64 orderId,uint64 nonce,uint64 expiryNs)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 5)
          .uint32(account)
          .uint32(market)
          .uint64(orderId)
          .uint64(nonce)
          .uint64(expiryNs)
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** By the owner: what the agent key may do for the account, and until when. */
  record AgentMessage(int account, Address agent, AgentScope scope, long nonce)
      implements TypedMessage {
    static final String TYPE =
        "Agent(uint32 account,address agent,uint64 expiryNs,uint64 maxNotionalPerDay,"
            + "uint64 maxOrderNotional,uint64 markets,uint64 maxPosition,uint32 bandPpm,"
            + "uint64 nonce)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 9)
          .uint32(account)
          .address(agent)
          .uint64(scope.expiryNs())
          .uint64(scope.maxNotionalPerDay())
          .uint64(scope.maxOrderNotional())
          .uint64(scope.markets())
          .uint64(scope.maxPosition())
          .uint32(scope.bandPpm())
          .uint64(nonce)
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** By the owner of both accounts. */
  record TransferMessage(int from, int to, int asset, long units, long nonce, long expiryNs)
      implements TypedMessage {
    static final String TYPE =
        "Transfer(uint32 from,uint32 to,uint16 asset,uint64 units,uint64 nonce,uint64 expiryNs)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 6)
          .uint32(from)
          .uint32(to)
          .uint32(asset)
          .uint64(units)
          .uint64(nonce)
          .uint64(expiryNs)
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * By the owner.
   *
   * @param level 0 open, 1 reduce only, 2 cancel only, 3 closed for ever
   */
  record LevelMessage(int account, int level, long nonce, long expiryNs) implements TypedMessage {
    static final String TYPE = "Level(uint32 account,uint8 level,uint64 nonce,uint64 expiryNs)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 4)
          .uint32(account)
          .uint32(level)
          .uint64(nonce)
          .uint64(expiryNs)
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** By the owner, never by an agent. */
  record WithdrawMessage(
      int account, int asset, long units, Address destination, long nonce, long expiryNs)
      implements TypedMessage {
    static final String TYPE =
        "Withdraw(uint32 account,uint16 asset,uint64 units,address destination,uint64 nonce,"
            + "uint64 expiryNs)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 6)
          .uint32(account)
          .uint32(asset)
          .uint64(units)
          .address(destination)
          .uint64(nonce)
          .uint64(expiryNs)
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** By an attestor: it has rebuilt this batch header from its own replay. */
  record HeaderMessage(byte[] headerHash) implements TypedMessage {
    static final String TYPE = "Header(bytes32 headerHash)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 1).bytes32(headerHash).bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** EIP-2612 of a token, under the token's own domain: approval and deposit in one transaction. */
  record PermitMessage(
      Address owner, Address spender, BigInteger value, BigInteger nonce, BigInteger deadline)
      implements TypedMessage {
    static final String TYPE =
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 5)
          .address(owner)
          .address(spender)
          .uint256(value)
          .uint256(nonce)
          .uint256(deadline)
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * By an agent of the account, or its owner: an order with every term it can have.
   *
   * @param timeInForce 0 GTC, 1 IOC, 2 POST_ONLY, 3 FOK
   * @param selfTrade 0 cancel taker, 1 cancel maker, 2 cancel both, 3 decrement
   * @param reduceOnly 1: at most what closes the line
   * @param slide 1: rests one tick off the opposite price instead of being refused
   * @param replaces the order it takes the place of, 0 for none
   * @param goodTillNs when it leaves the book, 0 for never
   */
  record SubmitMessage(
      int account,
      int market,
      int side,
      int timeInForce,
      int selfTrade,
      int reduceOnly,
      int slide,
      long limitTicks,
      long lots,
      long replaces,
      long goodTillNs,
      long nonce,
      long expiryNs,
      long clientOrderIdHigh,
      long clientOrderIdLow)
      implements TypedMessage {
    static final String TYPE =
        "Submit(uint32 account,uint32 market,uint8 side,uint8 tif,uint8 selfTrade,uint8 reduceOnly,"
            + "uint8 slide,uint64 limitTicks,uint64 lots,uint64 replaces,uint64 goodTillNs,"
            + "uint64 nonce,uint64 expiryNs,uint128 clientOrderId)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 14)
          .uint32(account)
          .uint32(market)
          .uint32(side)
          .uint32(timeInForce)
          .uint32(selfTrade)
          .uint32(reduceOnly)
          .uint32(slide)
          .uint64(limitTicks)
          .uint64(lots)
          .uint64(replaces)
          .uint64(goodTillNs)
          .uint64(nonce)
          .uint64(expiryNs)
          .uint128(clientOrderIdHigh, clientOrderIdLow)
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** New terms for a resting order. */
  record AmendMessage(
      int account,
      int market,
      long orderId,
      long limitTicks,
      long lots,
      int postOnly,
      int selfTrade,
      long nonce,
      long expiryNs)
      implements TypedMessage {
    static final String TYPE =
        "Amend(uint32 account,uint32 market,uint64 orderId,uint64 limitTicks,uint64 lots,"
            + "uint8 postOnly,uint8 selfTrade,uint64 nonce,uint64 expiryNs)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 9)
          .uint32(account)
          .uint32(market)
          .uint64(orderId)
          .uint64(limitTicks)
          .uint64(lots)
          .uint32(postOnly)
          .uint32(selfTrade)
          .uint64(nonce)
          .uint64(expiryNs)
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * Cancels resting orders.
   *
   * @param market 0 for all
   * @param sides 0 both, 1 buys, 2 sells
   */
  record CancelAllMessage(int account, int market, int sides, long nonce, long expiryNs)
      implements TypedMessage {
    static final String TYPE =
        "CancelAll(uint32 account,uint32 market,uint8 sides,uint64 nonce,uint64 expiryNs)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 5)
          .uint32(account)
          .uint32(market)
          .uint32(sides)
          .uint64(nonce)
          .uint64(expiryNs)
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * An order that comes in when the mark reaches a price.
   *
   * @param when 0 at or above the trigger price, 1 at or below it
   * @param group one cancels the others of the account with the same number, 0 for none
   */
  record TriggerMessage(
      int account,
      int market,
      int side,
      int timeInForce,
      int selfTrade,
      int reduceOnly,
      int when,
      long triggerTicks,
      long limitTicks,
      long lots,
      long group,
      long nonce,
      long expiryNs,
      long clientOrderIdHigh,
      long clientOrderIdLow)
      implements TypedMessage {
    static final String TYPE =
        "Trigger(uint32 account,uint32 market,uint8 side,uint8 tif,uint8 selfTrade,"
            + "uint8 reduceOnly,uint8 when,uint64 triggerTicks,uint64 limitTicks,uint64 lots,"
            + "uint64 group,uint64 nonce,uint64 expiryNs,uint128 clientOrderId)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 14)
          .uint32(account)
          .uint32(market)
          .uint32(side)
          .uint32(timeInForce)
          .uint32(selfTrade)
          .uint32(reduceOnly)
          .uint32(when)
          .uint64(triggerTicks)
          .uint64(limitTicks)
          .uint64(lots)
          .uint64(group)
          .uint64(nonce)
          .uint64(expiryNs)
          .uint128(clientOrderIdHigh, clientOrderIdLow)
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * A switch that cancels the account's orders unless it is set again in time.
   *
   * @param atNs 0 turns it off
   */
  record ScheduleMessage(int account, long atNs, long nonce, long expiryNs)
      implements TypedMessage {
    static final String TYPE = "Schedule(uint32 account,uint64 atNs,uint64 nonce,uint64 expiryNs)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 4)
          .uint32(account)
          .uint64(atNs)
          .uint64(nonce)
          .uint64(expiryNs)
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * Orders of one side evenly over a range of prices.
   *
   * @param clientOrderIdLow of the first order; each next one adds 1
   */
  record ScaleMessage(
      int account,
      int market,
      int side,
      int postOnly,
      int selfTrade,
      int orders,
      long fromTicks,
      long toTicks,
      long lots,
      long goodTillNs,
      long nonce,
      long expiryNs,
      long clientOrderIdHigh,
      long clientOrderIdLow)
      implements TypedMessage {
    static final String TYPE =
        "Scale(uint32 account,uint32 market,uint8 side,uint8 postOnly,uint8 selfTrade,"
            + "uint8 orders,uint64 fromTicks,uint64 toTicks,uint64 lots,uint64 goodTillNs,"
            + "uint64 nonce,uint64 expiryNs,uint128 clientOrderId)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 13)
          .uint32(account)
          .uint32(market)
          .uint32(side)
          .uint32(postOnly)
          .uint32(selfTrade)
          .uint32(orders)
          .uint64(fromTicks)
          .uint64(toTicks)
          .uint64(lots)
          .uint64(goodTillNs)
          .uint64(nonce)
          .uint64(expiryNs)
          .uint128(clientOrderIdHigh, clientOrderIdLow)
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** Lots traded in slices over time. */
  record TwapMessage(
      int account,
      int market,
      int side,
      int selfTrade,
      int reduceOnly,
      int slices,
      long intervalNs,
      long limitTicks,
      long lots,
      long nonce,
      long expiryNs,
      long clientOrderIdHigh,
      long clientOrderIdLow)
      implements TypedMessage {
    static final String TYPE =
        "Twap(uint32 account,uint32 market,uint8 side,uint8 selfTrade,uint8 reduceOnly,"
            + "uint16 slices,uint64 intervalNs,uint64 limitTicks,uint64 lots,uint64 nonce,"
            + "uint64 expiryNs,uint128 clientOrderId)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 12)
          .uint32(account)
          .uint32(market)
          .uint32(side)
          .uint32(selfTrade)
          .uint32(reduceOnly)
          .uint32(slices)
          .uint64(intervalNs)
          .uint64(limitTicks)
          .uint64(lots)
          .uint64(nonce)
          .uint64(expiryNs)
          .uint128(clientOrderIdHigh, clientOrderIdLow)
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * By an agent of the account, or its owner: a standing offer to take lines that liquidation did
   * not sell, in place of what the account offered in the market before.
   *
   * @param capacityLots as far as its own line may come to on either side; 0 ends the offer
   * @param premiumPpm asked, of the margin of what it takes
   */
  record BackstopMessage(
      int account, int market, long capacityLots, int premiumPpm, long nonce, long expiryNs)
      implements TypedMessage {
    static final String TYPE =
        "Backstop(uint32 account,uint32 market,uint64 capacityLots,uint32 premiumPpm,"
            + "uint64 nonce,uint64 expiryNs)";
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    @Override
    public byte[] encoded() {
      return new Words(TYPE_HASH, 6)
          .uint32(account)
          .uint32(market)
          .uint64(capacityLots)
          .uint32(premiumPpm)
          .uint64(nonce)
          .uint64(expiryNs)
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * By an agent of the account, or its owner: orders placed, canceled and replaced together, all or
   * none. What is signed of the markets follows from the entries; it stands where every message
   * that leads to fills has its market, so that a judge of one fill need not read them all.
   */
  record BundleMessage(int account, List<BundleEntry> entries, long nonce, long expiryNs)
      implements TypedMessage {
    static final String TYPE =
        "Bundle(uint32 account,uint64 markets,uint64 nonce,uint64 expiryNs,Entry[] entries)"
            + BundleEntry.TYPE;
    private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

    public BundleMessage {
      entries = List.copyOf(entries);
    }

    /** Bit m for an entry of market m; bit 0, which no market has, for one of market 64. */
    public long markets() {
      return entries.stream().mapToLong(entry -> 1L << entry.market()).reduce(0, (a, b) -> a | b);
    }

    @Override
    public byte[] encoded() {
      byte[] hashes = new byte[32 * entries.size()];
      for (int i = 0; i < entries.size(); i++) {
        System.arraycopy(entries.get(i).structHash(), 0, hashes, 32 * i, 32);
      }
      return new Words(TYPE_HASH, 5)
          .uint32(account)
          .uint64(markets())
          .uint64(nonce)
          .uint64(expiryNs)
          .bytes32(Keccak256.hash(hashes))
          .bytes();
    }

    @Override
    public String type() {
      return TYPE;
    }
  }
}
