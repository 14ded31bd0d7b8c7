// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What a batch moves between the tree and the outside, in ledger units of one asset.
struct Flow {
    uint16 asset;
    uint64 depositsConsumed;
    uint64 withdrawalsCreated;
    uint64 coverDrawn;
    uint64 fundTopUp;
}

/// Flow rows, 34 bytes each: asset u16 | depositsConsumed u64 | withdrawalsCreated u64 | coverDrawn u64 | fundTopUp u64.
/// Assets strictly ascend; a row without any number does not exist, so a set of flows has one encoding.
library Flows {
    uint256 internal constant ROW = 34;
    uint256 private constant TOTAL = 10; // a row of withdrawals: asset u16 | units u64

    error FlowsLength(uint256 length);
    error FlowOrder(uint16 previous, uint16 found);
    error FlowEmpty(uint16 asset);
    error FlowNotCoin(uint16 asset);

    function count(bytes calldata flows) internal pure returns (uint256) {
        if (flows.length % ROW != 0) revert FlowsLength(flows.length);
        return flows.length / ROW;
    }

    /// The index must be below `count`.
    function assetAt(bytes calldata flows, uint256 index) internal pure returns (uint16 asset) {
        assembly ("memory-safe") {
            asset := shr(240, calldataload(add(flows.offset, mul(index, ROW))))
        }
    }

    /// The index must be below `count`.
    function row(bytes calldata flows, uint256 index) internal pure returns (Flow memory flow) {
        uint256 head;
        uint256 tail;
        assembly ("memory-safe") {
            let place := add(flows.offset, mul(index, ROW))
            head := calldataload(place)
            tail := calldataload(add(place, 2))
        }
        return Flow(uint16(head >> 240), uint64(head >> 176), uint64(head >> 112), uint64(head >> 48), uint64(tail));
    }

    /// The row of an asset, all zero when it has none.
    function find(bytes calldata flows, uint16 asset) internal pure returns (Flow memory flow) {
        uint256 rows = count(flows);
        for (uint256 i = 0; i < rows; i++) {
            flow = row(flows, i);
            if (flow.asset == asset) return flow;
        }
        return Flow(asset, 0, 0, 0, 0);
    }

    /// What a batch's flows say as one: the fold of their net units (see `fold`), the hash of what leaves the tree by withdrawals, whether
    /// anything does, and the coin drawn from the fund. Refuses every encoding but the canonical one.
    function read(bytes calldata flows)
        internal
        pure
        returns (bytes32 sums, bytes32 withdrawTotalsHash, uint64 withdrawn, uint64 coverDrawn)
    {
        uint256 rows = count(flows);
        bytes memory totals = new bytes(rows * TOTAL + 32);
        uint256 used = 0;
        for (uint256 i = 0; i < rows; i++) {
            Flow memory flow = row(flows, i);
            if (i > 0) _checkOrder(assetAt(flows, i - 1), flow.asset);
            _check(flow);
            if (flow.asset == 0) coverDrawn = flow.coverDrawn;
            int256 units = _net(flow);
            if (units != 0) sums = fold(sums, flow.asset, units);
            if (flow.withdrawalsCreated > 0) {
                withdrawn |= flow.withdrawalsCreated;
                uint256 total = uint256(flow.asset) << 240 | uint256(flow.withdrawalsCreated) << 176;
                // What the word holds beyond the row is the next row's, or is not hashed.
                assembly ("memory-safe") {
                    mstore(add(add(totals, 32), used), total)
                }
                used += TOTAL;
            }
        }
        assembly ("memory-safe") {
            withdrawTotalsHash := keccak256(add(totals, 32), used)
        }
    }

    /// One hash over the assets whose sum is not zero, ascending: next = keccak(before | asset u16 | zeros | sum i96).
    function fold(bytes32 sums, uint256 asset, int256 sum) internal pure returns (bytes32 next) {
        assembly ("memory-safe") {
            mstore(0x00, sums)
            mstore(0x20, or(shl(240, asset), and(sum, 0xffffffffffffffffffffffff)))
            next := keccak256(0x00, 0x40)
        }
    }

    function _checkOrder(uint16 previous, uint16 found) private pure {
        if (found <= previous) revert FlowOrder(previous, found);
    }

    function _check(Flow memory flow) private pure {
        if (flow.depositsConsumed | flow.withdrawalsCreated | flow.coverDrawn | flow.fundTopUp == 0) revert FlowEmpty(flow.asset);
        if (flow.asset != 0 && flow.coverDrawn | flow.fundTopUp != 0) revert FlowNotCoin(flow.asset);
    }

    function _net(Flow memory flow) private pure returns (int256) {
        // Four numbers of 64 bits.
        unchecked {
            return int256(uint256(flow.depositsConsumed)) + int256(uint256(flow.coverDrawn)) - int256(uint256(flow.withdrawalsCreated))
                - int256(uint256(flow.fundTopUp));
        }
    }
}
