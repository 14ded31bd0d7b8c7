// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {PaymasterSigner} from "@openzeppelin/contracts/account/paymaster/extensions/PaymasterSigner.sol";
import {ERC4337Utils} from "@openzeppelin/contracts/account/utils/ERC4337Utils.sol";
import {IEntryPoint, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignerECDSA} from "@openzeppelin/contracts/utils/cryptography/signers/SignerECDSA.sol";
import {IGasStation} from "./interfaces/IGasStation.sol";

/// See IGasStation. Format of the paymaster's data: validAfter u48 | validUntil u48 | signature (OpenZeppelin's PaymasterSigner).
contract GasStation is IGasStation, PaymasterSigner, SignerECDSA, AccessManaged {
    struct Budget {
        uint128 perOperation;
        uint128 perDay;
    }

    Budget public budget;
    mapping(uint256 day => uint256 wei_) public spentOn;

    constructor(address authority_, address sponsor, uint128 perOperation, uint128 perDay)
        AccessManaged(authority_)
        SignerECDSA(sponsor)
        EIP712("Caisson Gas Station", "1")
    {
        budget = Budget(perOperation, perDay);
    }

    function setSponsor(address sponsor) external restricted {
        _setSigner(sponsor);
        emit SponsorSet(sponsor);
    }

    function setBudget(uint128 perOperation, uint128 perDay) external restricted {
        _setBudget(perOperation, perDay);
    }

    function lowerBudget(uint128 perOperation, uint128 perDay) external restricted {
        if (perOperation > budget.perOperation || perDay > budget.perDay) revert BudgetNotLower();
        _setBudget(perOperation, perDay);
    }

    function deposit() external payable {
        _deposit(msg.value);
    }

    function withdraw(address payable to, uint256 value) external restricted {
        _withdraw(to, value);
    }

    function addStake(uint32 unstakeDelay) external payable restricted {
        _addStake(msg.value, unstakeDelay);
    }

    function unlockStake() external restricted {
        _unlockStake();
    }

    function withdrawStake(address payable to) external restricted {
        _withdrawStake(to);
    }

    function entryPoint() public pure override returns (IEntryPoint) {
        return ERC4337Utils.ENTRYPOINT_V08;
    }

    function _validatePaymasterUserOp(PackedUserOperation calldata userOp, bytes32 userOpHash, uint256 maxCost)
        internal
        override
        returns (bytes memory context, uint256 validationData)
    {
        (uint48 validAfter, uint48 validUntil,) = _decodePaymasterUserOp(userOp);
        uint256 day = validUntil / 1 days;
        if (validAfter / 1 days != day) revert NotOneDay(validAfter, validUntil);
        Budget memory most = budget;
        if (maxCost > most.perOperation) revert OperationTooDear(most.perOperation, maxCost);
        (context, validationData) = super._validatePaymasterUserOp(userOp, userOpHash, maxCost);
        uint256 spent = spentOn[day];
        if (spent + maxCost > most.perDay) revert DaySpent(day, most.perDay > spent ? most.perDay - spent : 0, maxCost);
        spentOn[day] = spent + maxCost;
    }

    function _setBudget(uint128 perOperation, uint128 perDay) private {
        budget = Budget(perOperation, perDay);
        emit BudgetSet(perOperation, perDay);
    }
}
