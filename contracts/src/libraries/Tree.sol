// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Binary keccak trees whose odd last node moves up unchanged. Inner nodes carry a domain byte: 04 page tree, 07 withdrawals.
library Tree {
    bytes1 internal constant PAGE_NODE = 0x04;
    bytes1 internal constant WITHDRAW_NODE = 0x07;

    error PathLength(uint256 length);
    error PathIndex(uint256 index, uint256 count);

    function node(bytes1 domain, bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(domain, left, right));
    }

    /// The root above a leaf. `path` holds the siblings bottom-up, none on a level where the node is the odd last one.
    /// A wrong `count` only changes the shape, and no shape but the true one reaches the true root.
    function climb(bytes1 domain, bytes32 leaf, uint256 index, uint256 count, bytes calldata path) internal pure returns (bytes32 root) {
        uint256 end;
        (root, end) = climbAt(domain, leaf, index, count, path, 0);
        if (end != path.length) revert PathLength(path.length);
    }

    /// The same with a path that begins at `pos` of several; `end` is where the next begins.
    function climbAt(bytes1 domain, bytes32 leaf, uint256 index, uint256 count, bytes calldata paths, uint256 pos)
        internal
        pure
        returns (bytes32 root, uint256 end)
    {
        if (index >= count) revert PathIndex(index, count);
        root = leaf;
        end = pos;
        for (; count > 1; count = (count + 1) >> 1) {
            if (index != count - 1 || index & 1 == 1) {
                if (end + 32 > paths.length) revert PathLength(paths.length);
                bytes32 sibling = bytes32(paths[end:end + 32]);
                root = index & 1 == 0 ? node(domain, root, sibling) : node(domain, sibling, root);
                end += 32;
            }
            index >>= 1;
        }
    }
}
