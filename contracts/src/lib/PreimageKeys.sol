// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// Keys of pre-images: 32 bytes, of which the first says what the rest is.
library PreimageKeys {
    uint256 internal constant LOCAL = 1;
    uint256 internal constant KECCAK = 2;
    uint256 internal constant SHA256 = 4;
    uint256 internal constant BLOB = 5;
    uint256 internal constant PRECOMPILE = 6;

    /// The digest with its first byte replaced by a key type.
    function typed(bytes32 digest, uint256 kind) internal pure returns (bytes32) {
        return bytes32(kind << 248 | uint256(digest) << 8 >> 8);
    }

    /// The key under which a caller's local value is held, for one context.
    function localise(bytes32 key, address caller, bytes32 context) internal pure returns (bytes32) {
        return typed(keccak256(abi.encode(key, caller, context)), LOCAL);
    }
}
