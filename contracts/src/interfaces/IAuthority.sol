// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Says whether a venue is frozen; the clearing house answers.
interface IFreezable {
    function frozen() external view returns (bool);
}

/// Who may change what, and how slowly. OpenZeppelin's AccessManager with laws that its administrator cannot set aside.
///
///   ADMIN     0  the Timelock alone, for ever: what it decides takes CODE_DELAY
///   LISTER    1  names assets and markets
///   PRICER    2  names oracle signers
///   LIMITER   3  moves caps, rates and targets within the bounds each contract has in code
///   GUARDIAN  4  narrows limits at once, cancels what 1..3 have scheduled; cannot widen, list, price or stop anyone leaving
///
/// Laws. An account holds at most one of the five roles. 1..3 act after at least two days, the Timelock after fourteen, which is longer
/// than any user needs to leave. The role of a function is set once. When the venue is frozen nobody may call anything.
///
/// Until `seal` the deployer is the administrator and acts at once; nothing of value may be in the venue before.
interface IAuthority {
    event Sealed(address indexed timelock, address indexed freezable);

    error AlreadySealed();
    error NotDeployer(address caller);
    error RoleUnknown(uint64 role);
    error RoleConflict(address account, uint64 held, uint64 wanted);
    error RoleFixed(uint64 role);
    error DelayBelow(uint64 role, uint32 least, uint32 found);
    error FunctionFixed(address target, bytes4 selector, uint64 role);

    /// Hands administration to the Timelock and ends the deployer's powers.
    function seal(address freezable) external;

    function isSealed() external view returns (bool);

    function timelock() external view returns (address);

    function freezable() external view returns (address);
}
