// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {U32, U64} from "./Machine.sol";

/// Numbers of 32 and 64 bits in words of 256. Results may have any bits above the low 64.
library Arithmetic {
    /// The low 32 bits, sign-extended.
    function sext32(uint256 x) internal pure returns (uint256 y) {
        assembly ("memory-safe") {
            y := signextend(3, x)
        }
    }

    /// The low 64 bits as a signed number.
    function signed(uint256 x) internal pure returns (int256 y) {
        assembly ("memory-safe") {
            y := signextend(7, x)
        }
    }

    /// The low 32 bits as a signed number.
    function signed32(uint256 x) internal pure returns (int256 y) {
        assembly ("memory-safe") {
            y := signextend(3, x)
        }
    }

    /// Zeros in front of the highest one of a number of so many bits; all of them for 0.
    function leadingZeros(uint256 x, uint256 bits) internal pure returns (uint256) {
        unchecked {
            while (x != 0) {
                x >>= 1;
                --bits;
            }
            return bits;
        }
    }
}
