// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Order} from "./IFillVerifier.sol";

/// Two signed orders meet on chain while the venue is silent.
///
/// When no batch has come for two hours, anyone brings a buy and a sell order of one market that cross. Each becomes a forced CLOSE of the lots they meet
/// for, at their price, in the forced queue; the next batch must consume them like any other request, and they only ever reduce a line. Nothing else changes on
/// chain: when no batch comes, the freeze does, and escapes value what the last header holds.
///
/// Assumptions. Orders are signed by owners: an agent's daily limits are not known here. The price the queue asks beyond ten requests in a block is the
/// caller's to pay.
interface IEmergencyMatch {
    event Matched(uint32 indexed market, uint32 indexed buyer, uint32 indexed seller, uint64 lots, uint64 ticks, uint64 firstRequest);

    error ZeroAddress();
    error NotSilent(uint64 since);
    error NotOpposite();
    error NothingToMatch();

    /// `lots` at `ticks`; both orders must allow it, their earlier matches here counted.
    function matchOrders(
        Order calldata buy,
        bytes calldata buySignature,
        Order calldata sell,
        bytes calldata sellSignature,
        uint64 lots,
        uint64 ticks
    ) external payable;

    /// Lots of an order that met here already, by its EIP-712 digest.
    function matchedOf(bytes32 orderHash) external view returns (uint64 lots);

    function queue() external view returns (address);

    function verifier() external view returns (address);
}
