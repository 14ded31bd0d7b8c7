// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAuthority, IFreezable} from "./interfaces/IAuthority.sol";

/// See IAuthority.
contract Authority is IAuthority, AccessManager {
    uint64 private constant LISTER = 1;
    uint64 private constant GUARDIAN = 4;
    uint32 private constant ROLE_DELAY = 48 hours;

    address public immutable deployer;
    address public immutable timelock;
    address public freezable;
    bool public isSealed;
    /// The role of the five an account holds, plus one.
    mapping(address account => uint64) private _roleOf;
    mapping(address target => mapping(bytes4 selector => bool)) private _assigned;

    constructor(address deployer_, address timelock_) AccessManager(deployer_) {
        deployer = deployer_;
        timelock = timelock_;
        for (uint64 role = LISTER; role < GUARDIAN; role++) {
            _setRoleGuardian(role, GUARDIAN);
        }
    }

    function seal(address freezable_) external {
        if (msg.sender != deployer) revert NotDeployer(msg.sender);
        if (isSealed) revert AlreadySealed();
        _revokeRole(ADMIN_ROLE, deployer);
        _grantRole(ADMIN_ROLE, timelock, 0, 0);
        (isSealed, freezable) = (true, freezable_);
        emit Sealed(timelock, freezable_);
    }

    function canCall(address caller, address target, bytes4 selector) public view override returns (bool immediate, uint32 delay) {
        if (freezable != address(0) && IFreezable(freezable).frozen()) return (false, 0);
        return super.canCall(caller, target, selector);
    }

    function _grantRole(uint64 role, address account, uint32 grantDelay, uint32 executionDelay) internal override returns (bool) {
        if (role > GUARDIAN) revert RoleUnknown(role);
        // The base constructor grants before this contract has any state: deployer is still zero then.
        if (role == ADMIN_ROLE && account != timelock && deployer != address(0)) revert RoleFixed(role);
        if (role >= LISTER && role < GUARDIAN && executionDelay < ROLE_DELAY) revert DelayBelow(role, ROLE_DELAY, executionDelay);
        uint64 held = _roleOf[account];
        if (held != 0 && held != role + 1) revert RoleConflict(account, held - 1, role);
        _roleOf[account] = role + 1;
        return super._grantRole(role, account, grantDelay, executionDelay);
    }

    function _revokeRole(uint64 role, address account) internal override returns (bool revoked) {
        if (role == ADMIN_ROLE && isSealed) revert RoleFixed(role);
        revoked = super._revokeRole(role, account);
        if (revoked) _roleOf[account] = 0;
    }

    function _setRoleAdmin(uint64 role, uint64) internal pure override {
        revert RoleFixed(role);
    }

    function _setRoleGuardian(uint64 role, uint64 guardian) internal override {
        if (guardian != GUARDIAN) revert RoleFixed(role);
        super._setRoleGuardian(role, guardian);
    }

    function _setTargetFunctionRole(address target, bytes4 selector, uint64 role) internal override {
        if (_assigned[target][selector]) revert FunctionFixed(target, selector, getTargetFunctionRole(target, selector));
        _assigned[target][selector] = true;
        super._setTargetFunctionRole(target, selector, role);
    }
}
