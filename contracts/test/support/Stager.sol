// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClearingHouse} from "../../src/interfaces/IClearingHouse.sol";

/// Brings the chunks of a batch in and closes it within one call, so that the whole way can be asked about at once.
contract Stager {
    function run(
        address house,
        bytes[] calldata chunks,
        bytes calldata header,
        bytes calldata flows,
        bytes calldata marks,
        bytes calldata signatures
    ) external {
        for (uint8 i = 0; i < chunks.length; i++) {
            IClearingHouse(house).stage(0, i, chunks[i]);
        }
        IClearingHouse(house).commitStaged(0, header, flows, marks, signatures);
    }
}
