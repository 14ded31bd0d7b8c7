// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// The contracts that a venue's administrator joins once.
struct VenueParts {
    address vault;
    address fund;
    address forceQueue;
    address emergencyMatch;
    address house;
    address exitDesk;
    address challenge;
    address guardian;
}

/// The administrator of Vault and insurance fund: what they let an administrator do, split among the roles of Authority, so that nobody lists and lifts
/// limits, and whatever loosens is slow while what tightens is not.
///
///   LISTER    lists an asset, with a cap of at most 100,000 of its least deposits; gives a market its tranche of the fund
///   LIMITER   raises a cap, at most twofold and once in a week an asset; lowers the fund's target; allocates; announces a withdrawal
///   GUARDIAN  lowers a cap, raises the fund's target, cancels a withdrawal
///   ADMIN     joins the contracts, once
///
/// Assumptions. Authority gives each function the role named here before it is sealed; a function without a role is its administrator's.
interface ISteward {
    event Started(address indexed vault, address indexed house);

    error AlreadyStarted();
    error CapTooHigh(uint64 most, uint64 found);
    error CapNotLower(uint64 cap, uint64 found);
    error CapRaisedLately(uint16 asset, uint64 next);
    error TargetNotHigher(uint64 target, uint64 found);
    error TargetNotLower(uint64 target, uint64 found);

    function start(VenueParts calldata venue) external;

    function listAsset(address token, uint8 scale, uint64 minDeposit, uint64 cap) external;

    function raiseCap(uint16 asset, uint64 cap) external;

    function lowerCap(uint16 asset, uint64 cap) external;

    function assign(uint32 market, uint8 tranche) external;

    function allocate(uint8 tranche, uint64 units) external;

    function raiseTarget(uint64 units) external;

    function lowerTarget(uint64 units) external;

    function announceWithdrawal(address destination, uint64 units) external;

    function cancelWithdrawal() external;

    function vault() external view returns (address);

    function fund() external view returns (address);
}
