// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IClearingHouse} from "./interfaces/IClearingHouse.sol";
import {IForceQueue} from "./interfaces/IForceQueue.sol";
import {IInsuranceFund} from "./interfaces/IInsuranceFund.sol";
import {ISteward, VenueParts} from "./interfaces/ISteward.sol";
import {IVault} from "./interfaces/IVault.sol";

/// See ISteward.
contract Steward is ISteward, AccessManaged {
    uint64 private constant FIRST_CAP = 100_000; // least deposits
    uint64 private constant GROWTH = 2;
    uint64 private constant CAP_REST = 7 days;

    address public vault;
    address public fund;
    mapping(uint16 asset => uint64) private _raisedAt;

    constructor(address authority_) AccessManaged(authority_) {}

    function start(VenueParts calldata venue) external restricted {
        if (vault != address(0)) revert AlreadyStarted();
        (vault, fund) = (venue.vault, venue.fund);
        emit Started(venue.vault, venue.house);
        IVault(venue.vault).initialise(venue.house);
        IInsuranceFund(venue.fund).initialise(venue.house);
        IForceQueue(venue.forceQueue).initialise(venue.house, venue.emergencyMatch);
        IClearingHouse(venue.house).initialise(venue.exitDesk, venue.challenge, venue.guardian);
    }

    function listAsset(address token, uint8 scale, uint64 minDeposit, uint64 cap) external restricted {
        uint256 most = uint256(minDeposit) * FIRST_CAP;
        if (cap > most) revert CapTooHigh(uint64(most), cap);
        uint16 asset = IVault(vault).assetCount();
        _raisedAt[asset] = uint64(block.timestamp);
        IVault(vault).listAsset(asset, token, scale, minDeposit, cap);
    }

    function raiseCap(uint16 asset, uint64 cap) external restricted {
        (,,,, uint64 now_) = IVault(vault).assetOf(asset);
        if (cap > GROWTH * now_) revert CapTooHigh(GROWTH * now_, cap);
        uint64 next = _raisedAt[asset] + CAP_REST;
        if (block.timestamp < next) revert CapRaisedLately(asset, next);
        _raisedAt[asset] = uint64(block.timestamp);
        IVault(vault).setCap(asset, cap);
    }

    function lowerCap(uint16 asset, uint64 cap) external restricted {
        (,,,, uint64 now_) = IVault(vault).assetOf(asset);
        if (cap >= now_) revert CapNotLower(now_, cap);
        IVault(vault).setCap(asset, cap);
    }

    function assign(uint32 market, uint8 tranche) external restricted {
        IInsuranceFund(fund).assign(market, tranche);
    }

    function allocate(uint8 tranche, uint64 units) external restricted {
        IInsuranceFund(fund).allocate(tranche, units);
    }

    function raiseTarget(uint64 units) external restricted {
        uint64 now_ = IInsuranceFund(fund).target();
        if (units <= now_) revert TargetNotHigher(now_, units);
        IInsuranceFund(fund).setTarget(units);
    }

    function lowerTarget(uint64 units) external restricted {
        uint64 now_ = IInsuranceFund(fund).target();
        if (units >= now_) revert TargetNotLower(now_, units);
        IInsuranceFund(fund).setTarget(units);
    }

    function announceWithdrawal(address destination, uint64 units) external restricted {
        IInsuranceFund(fund).announceWithdrawal(destination, units);
    }

    function cancelWithdrawal() external restricted {
        IInsuranceFund(fund).cancelWithdrawal();
    }
}
