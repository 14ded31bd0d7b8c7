// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {PasskeyAccount} from "./PasskeyAccount.sol";

/// Makes passkey accounts at addresses that follow from the passkey alone, so that coin can be sent before the account exists.
contract PasskeyFactory {
    event AccountCreated(address indexed account, bytes32 x, bytes32 y, uint256 salt);

    address public immutable implementation;

    constructor() {
        implementation = address(new PasskeyAccount(address(this)));
    }

    /// The account of a passkey, made now if it is not there.
    function create(bytes32 x, bytes32 y, uint256 salt) external returns (address account) {
        account = addressOf(x, y, salt);
        if (account.code.length > 0) return account;
        Clones.cloneDeterministic(implementation, _salt(x, y, salt));
        PasskeyAccount(payable(account)).initialise(x, y, "");
        emit AccountCreated(account, x, y, salt);
    }

    function addressOf(bytes32 x, bytes32 y, uint256 salt) public view returns (address) {
        return Clones.predictDeterministicAddress(implementation, _salt(x, y, salt));
    }

    function _salt(bytes32 x, bytes32 y, uint256 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(x, y, salt));
    }
}
