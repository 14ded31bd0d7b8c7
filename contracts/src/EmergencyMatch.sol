// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClearingHouse, Status} from "./interfaces/IClearingHouse.sol";
import {IEmergencyMatch} from "./interfaces/IEmergencyMatch.sol";
import {Agent, Fill, IFillVerifier, Order} from "./interfaces/IFillVerifier.sol";
import {IForceQueue} from "./interfaces/IForceQueue.sol";

/// See IEmergencyMatch.
contract EmergencyMatch is IEmergencyMatch {
    uint64 private constant SILENCE = 2 hours;
    uint8 private constant BUY = 0;
    uint8 private constant SELL = 1;

    address public immutable queue;
    address public immutable verifier;
    mapping(bytes32 orderHash => uint64) public matchedOf;

    constructor(address queue_, address verifier_) {
        if (queue_ == address(0) || verifier_ == address(0)) revert ZeroAddress();
        queue = queue_;
        verifier = verifier_;
    }

    function matchOrders(
        Order calldata buy,
        bytes calldata buySignature,
        Order calldata sell,
        bytes calldata sellSignature,
        uint64 lots,
        uint64 ticks
    ) external payable {
        Status memory status = IClearingHouse(IForceQueue(queue).clearingHouse()).status();
        if (status.frozen || status.no == 0 || block.timestamp <= status.committedAt + SILENCE) revert NotSilent(status.committedAt);
        if (buy.side != BUY || sell.side != SELL || buy.market != sell.market || buy.account == sell.account) revert NotOpposite();
        if (lots == 0) revert NothingToMatch();
        _take(buy, buySignature, lots, ticks);
        _take(sell, sellSignature, lots, ticks);
        uint256 price = IForceQueue(queue).price();
        uint64 first = IForceQueue(queue).closeFor{value: price}(buy.account, buy.market, lots, ticks);
        IForceQueue(queue).closeFor{value: msg.value - price}(sell.account, sell.market, lots, ticks);
        emit Matched(buy.market, buy.account, sell.account, lots, ticks, first);
    }

    function _take(Order calldata order, bytes calldata signature, uint64 lots, uint64 ticks) private {
        Agent memory none;
        bytes32 hash = IFillVerifier(verifier).orderDigest(order);
        uint64 matched = matchedOf[hash];
        // The scale of the market only weighs an agent's limit, and there is none.
        Fill memory fill = Fill(order.account, order.market, order.side, ticks, lots, matched, uint64(block.timestamp * 1e9), 0);
        IFillVerifier(verifier).verifyFill(order, signature, none, "", fill);
        matchedOf[hash] = matched + lots;
    }
}
