// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IClearingHouse} from "./interfaces/IClearingHouse.sol";
import {Agent, Fill, IFillVerifier, Order} from "./interfaces/IFillVerifier.sol";
import {IVault} from "./interfaces/IVault.sol";
import {MarketBits} from "./libraries/MarketBits.sol";

/// See IFillVerifier. Stateless.
contract FillVerifier is IFillVerifier {
    bytes32 private constant ORDER_TYPE = keccak256(
        "Order(uint32 account,uint32 market,uint8 side,uint8 tif,uint64 limitTicks,uint64 lots,uint64 nonce,uint64 expiryNs,uint128 clientOrderId)"
    );
    bytes32 private constant AGENT_TYPE = keccak256(
        "Agent(uint32 account,address agent,uint64 expiryNs,uint64 maxNotionalPerDay,uint64 maxOrderNotional,uint64 markets,uint64 maxPosition,uint32 bandPpm,uint64 nonce)"
    );

    address public immutable house;
    address public immutable vault;
    uint256 private immutable _chainId;
    bytes32 private immutable _domain;

    constructor(address house_) {
        if (house_ == address(0)) revert ZeroAddress();
        house = house_;
        vault = IClearingHouse(house_).vault();
        _chainId = block.chainid;
        _domain = IClearingHouse(house_).domainSeparator();
    }

    function verifyFill(
        Order calldata order,
        bytes calldata signature,
        Agent calldata agent,
        bytes calldata agentSignature,
        Fill calldata fill
    ) external view returns (bytes32 orderHash) {
        _checkFill(order, fill);
        bytes32 separator = _separator();
        orderHash = _digest(separator, keccak256(abi.encode(ORDER_TYPE, order)));
        address owner = IVault(vault).ownerOf(order.account);
        if (agentSignature.length == 0) {
            if (!_signed(owner, orderHash, signature)) revert NotSignedByOwner(order.account, owner);
            return orderHash;
        }
        _checkScope(order, agent, fill);
        address signer = ECDSA.recoverCalldata(orderHash, signature);
        if (signer != agent.agent) revert NotSignedByAgent(agent.agent, signer);
        bytes32 scope = _digest(separator, keccak256(abi.encode(AGENT_TYPE, agent)));
        if (!_signed(owner, scope, agentSignature)) revert NotSignedByOwner(order.account, owner);
    }

    function orderDigest(Order calldata order) external view returns (bytes32) {
        return _digest(_separator(), keccak256(abi.encode(ORDER_TYPE, order)));
    }

    function agentDigest(Agent calldata agent) external view returns (bytes32) {
        return _digest(_separator(), keccak256(abi.encode(AGENT_TYPE, agent)));
    }

    function _checkFill(Order calldata order, Fill calldata fill) private pure {
        if (order.side > 1) revert OrderSide(order.side);
        if (fill.account != order.account) revert FillAccount(order.account, fill.account);
        if (fill.market != order.market) revert FillMarket(order.market, fill.market);
        if (fill.side != order.side) revert FillSide(order.side, fill.side);
        if (fill.lots == 0) revert FillEmpty();
        if (order.side == 0 ? fill.ticks > order.limitTicks : fill.ticks < order.limitTicks) {
            revert PriceBeyondLimit(order.limitTicks, fill.ticks);
        }
        uint256 filled = uint256(fill.filledBefore) + fill.lots;
        if (filled > order.lots) revert OverFilled(order.lots, filled);
        if (fill.timeNs > order.expiryNs) revert OrderExpired(order.expiryNs, fill.timeNs);
    }

    function _checkScope(Order calldata order, Agent calldata agent, Fill calldata fill) private pure {
        if (agent.account != order.account) revert AgentAccount(order.account, agent.account);
        if (fill.timeNs > agent.expiryNs) revert AgentExpired(agent.expiryNs, fill.timeNs);
        if (!MarketBits.has(agent.markets, order.market)) revert AgentMarket(agent.markets, order.market);
        // Three numbers of 64 bits.
        uint256 notional = uint256(order.limitTicks) * order.lots * fill.k;
        if (notional > agent.maxOrderNotional) revert AgentNotional(agent.maxOrderNotional, notional);
    }

    function _signed(address owner, bytes32 digest, bytes calldata signature) private view returns (bool) {
        return SignatureChecker.isValidSignatureNowCalldata(owner, digest, signature);
    }

    /// The house's; asked again only after a fork of the chain.
    function _separator() private view returns (bytes32) {
        return block.chainid == _chainId ? _domain : IClearingHouse(house).domainSeparator();
    }

    function _digest(bytes32 separator, bytes32 structHash) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", separator, structHash));
    }
}
