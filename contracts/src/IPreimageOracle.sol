// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// What a step asks of the pre-image oracle.
interface IPreimageOracle {
    /// Up to 32 bytes of a pre-image from an offset on, and how many of them belong to it. The pre-image is
    /// preceded by its length as 8 bytes. Reverts unless exactly this part was loaded.
    function readPreimage(bytes32 key, uint256 offset) external view returns (bytes32 part, uint256 length);
}
