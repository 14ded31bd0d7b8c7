// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Status} from "../../src/interfaces/IClearingHouse.sol";

/// A frozen venue whose numbers are given: clearing house, vault, fund and every token in one, for an exit desk that asks them all.
contract Wreck {
    struct Row {
        uint64 accounted;
        uint64 present;
    }

    Row[] private _rows;
    uint8[3] private _scales = [6, 8, 9];
    uint64 private immutable _no;
    bytes32 public immutable recorded;

    constructor(uint64 no, bytes32 headerHash) {
        _no = no;
        recorded = keccak256(abi.encodePacked(headerHash, uint64(1)));
    }

    function add(uint64 accounted, uint64 present) external {
        _rows.push(Row(accounted, present));
    }

    // ---- clearing house ----

    function vault() external view returns (address) {
        return address(this);
    }

    function fund() external view returns (address) {
        return address(this);
    }

    function status() external view returns (Status memory) {
        return Status(_no, 1, 0, type(uint32).max, true);
    }

    function convictedFrom() external pure returns (uint64) {
        return 0;
    }

    function record(uint64) external view returns (bytes32) {
        return recorded;
    }

    function windowEnd(uint64) external pure returns (uint64) {
        return 1;
    }

    // ---- vault ----

    function assetCount() external view returns (uint16) {
        return uint16(_rows.length);
    }

    function assetOf(uint16 asset) external view returns (address, uint8, uint8, uint64, uint64) {
        return (address(this), _scales[asset], _scales[asset], 1, 1);
    }

    function accountedOf(uint16 asset) external view returns (uint64) {
        return _rows[asset].accounted;
    }

    function presentOf(uint16 asset) external view returns (uint64) {
        return _rows[asset].present;
    }

    function ownerOf(uint32 account) external pure returns (address) {
        return address(uint160(account));
    }

    function openRefunds(uint64) external {}

    function hand(uint16, uint64) external {}

    // ---- token ----

    function transfer(address, uint256) external pure returns (bool) {
        return true;
    }
}
