// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {IHalo2Verifier} from "./IHalo2Verifier.sol";

// The prime of the scalar field.
uint256 constant PRIME = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;

/// Checks halo2 proofs with KZG commitments over BN254 and SHPLONK openings, for any circuit.
///
/// What differs between circuits is in a key contract: hash and points of the verifying key, public tensors, and code
/// that computes the factor of each commitment in the last sum. The proof is: all points uncompressed (columns of the
/// first phase, of the second, products of the permutation argument and the blinding polynomial, pieces of the quotient,
/// the two points of the openings), then all opened values.
///
/// Nothing is stored and nothing but the key contract and precompiled contracts is called.
contract Halo2Verifier is IHalo2Verifier {
    // Memory: 0x000 workspace; 0x180 data of the key contract; the image that its code computes on: factors, challenges,
    // numerator and denominator of the public values' sum, opened values; scratch space for hashing.
    function verify(address key, bytes calldata publicValues, bytes calldata proof) external view returns (bool) {
        assembly {
            function fail(selector) {
                mstore(0, selector)
                revert(28, 4)
            }
            // One of the data's first sixteen numbers.
            function size(i) -> value {
                value := shr(224, mload(add(0x180, shl(2, i))))
            }
            // Hashes the last digest and what follows it in the calldata. The digest is kept at `scratch`.
            function absorb(scratch, from, length) -> digest {
                calldatacopy(add(scratch, 32), from, length)
                digest := keccak256(scratch, add(length, 32))
                mstore(scratch, digest)
            }
            // The next digest, nothing being absorbed.
            function again(scratch) -> digest {
                mstore8(add(scratch, 32), 1)
                digest := keccak256(scratch, 33)
                mstore(scratch, digest)
            }
            // The key contract.
            extcodecopy(key, 0x180, 4, 0x40)
            if iszero(size(6)) { fail(0x80246e7f) }
            if iszero(and(eq(publicValues.length, size(2)), eq(proof.length, size(3)))) { fail(0x92aa5ab2) }
            extcodecopy(key, 0x180, 4, size(1))
            {
                // Data that does not fit there.
                let table := add(size(15), shl(5, size(13)))
                let to := add(0x180, size(1))
                for { let i := 0 } lt(i, size(14)) { i := add(i, 1) } {
                    extcodecopy(key, 0, add(table, shl(5, i)), 32)
                    let part := mload(0)
                    let length := sub(extcodesize(part), 1)
                    extcodecopy(part, to, 1, length)
                    to := add(to, length)
                }
            }
            let image := add(0x180, size(0))
            let scratch := add(image, shl(5, size(7)))
            let place
            let from := proof.offset

            // Challenges: 11, after the factors.
            {
                let at := add(image, shl(5, add(size(4), size(5))))
                // What the key says, halo2's hash of its part, the public values, and the first phase.
                mcopy(scratch, 0x1c0, 0x40)
                calldatacopy(add(scratch, 0x40), publicValues.offset, publicValues.length)
                let length := shl(6, size(8))
                calldatacopy(add(scratch, add(0x40, publicValues.length)), from, length)
                let digest := keccak256(scratch, add(add(0x40, publicValues.length), length))
                mstore(scratch, digest)
                mstore(at, mod(digest, PRIME))
                mstore(add(at, 0x20), mod(again(scratch), PRIME))
                mstore(add(at, 0x40), mod(again(scratch), PRIME))
                // The second phase.
                from := add(from, length)
                length := shl(6, size(9))
                mstore(add(at, 0x60), mod(absorb(scratch, from, length), PRIME))
                mstore(add(at, 0x80), mod(again(scratch), PRIME))
                mstore(add(at, 0xa0), mod(again(scratch), PRIME))
                // Products of the permutation argument.
                from := add(from, length)
                length := shl(6, size(10))
                mstore(add(at, 0xc0), mod(absorb(scratch, from, length), PRIME))
                // The quotient.
                from := add(from, length)
                length := shl(6, size(11))
                place := mod(absorb(scratch, from, length), PRIME)
                mstore(add(at, 0xe0), place)
                // Opened values, which stand after the two points of the openings.
                from := add(from, length)
                length := shl(5, size(6))
                mstore(add(at, 0x100), mod(absorb(scratch, add(from, 0x80), length), PRIME))
                mstore(add(at, 0x120), mod(again(scratch), PRIME))
                // The first point of the openings.
                mstore(add(at, 0x140), mod(absorb(scratch, from, 0x40), PRIME))

                at := add(at, 0x1a0)
                calldatacopy(at, add(from, 0x80), length)
                let canonical := 1
                for { let end := add(at, length) } lt(at, end) { at := add(at, 32) } {
                    canonical := and(canonical, lt(mload(at), PRIME))
                }
                if iszero(canonical) { fail(0xd7c7beeb) }
            }

            // `Σ value/(x·ω⁻ⁱ - 1)` over all public values, as one fraction; what is zero adds nothing. The sum above may be
            // twice the prime, which `mulmod` takes.
            {
                // ω⁻², ω⁻⁴ and ω⁻³²
                let power := mload(0x200)
                power := mulmod(power, power, PRIME)
                mstore(0x60, power)
                power := mulmod(power, power, PRIME)
                mstore(0x20, power)
                for { let i := 0 } lt(i, 3) { i := add(i, 1) } { power := mulmod(power, power, PRIME) }
                mstore(0x00, power)
                from := publicValues.offset
                let tensor := 0x320
                let above := 0
                let below := 1
                for { let end := add(tensor, mul(0x60, size(12))) } lt(tensor, end) { tensor := add(tensor, 0x60) } {
                    let sizes := mload(tensor)
                    let least := mload(add(tensor, 0x20))
                    let span := mload(add(tensor, 0x40))
                    let width := and(shr(192, sizes), 0xffffffff)
                    let shift := sub(256, shl(3, width))
                    let sign := and(shr(160, sizes), 0xffffffff)
                    let last := add(from, mul(width, shr(224, sizes)))
                    // Bytes that may be anything, such as those of pictures, by the word: four zeros are passed over at once,
                    // and all up to its end.
                    if and(eq(width, 1), iszero(or(least, xor(span, 0xff)))) {
                        for { } iszero(gt(add(from, 32), last)) { from := add(from, 32) } {
                            let next := mulmod(place, mload(0), PRIME)
                            for { let word := calldataload(from) } word { } {
                                let value := byte(0, word)
                                switch value
                                case 0 {
                                    switch shr(224, word)
                                    case 0 {
                                        word := shl(32, word)
                                        place := mulmod(place, mload(0x20), PRIME)
                                    }
                                    default {
                                        switch shr(240, word)
                                        case 0 {
                                            word := shl(16, word)
                                            place := mulmod(place, mload(0x60), PRIME)
                                        }
                                        default {
                                            word := shl(8, word)
                                            place := mulmod(place, mload(0x200), PRIME)
                                        }
                                    }
                                }
                                default {
                                    word := shl(8, word)
                                    let factor := add(place, sub(PRIME, 1))
                                    above := add(mulmod(above, factor, PRIME), mulmod(below, value, PRIME))
                                    below := mulmod(below, factor, PRIME)
                                    place := mulmod(place, mload(0x200), PRIME)
                                }
                            }
                            place := next
                        }
                        for { } iszero(gt(add(from, 4), last)) { from := add(from, 4) } {
                            if shr(224, calldataload(from)) { break }
                            place := mulmod(place, mload(0x20), PRIME)
                        }
                    }
                    for { } lt(from, last) { from := add(from, width) } {
                        let value := signextend(sign, shr(shift, calldataload(from)))
                        if gt(sub(value, least), span) { fail(0xb709ef09) }
                        if value {
                            // Of a negative value, which is one less than 2^256 counts down from, add the prime.
                            value := add(value, and(PRIME, sar(255, value)))
                            let factor := add(place, sub(PRIME, 1))
                            above := add(mulmod(above, factor, PRIME), mulmod(below, value, PRIME))
                            below := mulmod(below, factor, PRIME)
                        }
                        place := mulmod(place, mload(0x200), PRIME)
                    }
                }
                let at := add(image, shl(5, add(add(size(4), size(5)), 11)))
                mstore(at, mod(above, PRIME))
                mstore(add(at, 32), below)
            }

            // The factors of all commitments.
            {
                let results := shl(5, add(size(4), size(5)))
                let whole := shl(5, size(7))
                let count := size(13)
                switch count
                case 0 {
                    if iszero(staticcall(gas(), key, image, whole, image, results)) { fail(0x8ac5ff0b) }
                    if iszero(eq(returndatasize(), results)) { fail(0x8ac5ff0b) }
                }
                default {
                    let table := size(15)
                    for { let i := 0 } lt(i, count) { i := add(i, 1) } {
                        let returned := whole
                        if eq(add(i, 1), count) { returned := results }
                        extcodecopy(key, 0, add(table, shl(5, i)), 32)
                        if iszero(staticcall(gas(), mload(0), image, whole, image, returned)) { fail(0x8ac5ff0b) }
                        if iszero(eq(returndatasize(), returned)) { fail(0x8ac5ff0b) }
                    }
                }
            }

            // The sum: the proof's points, then the key's.
            mstore(0x00, 0)
            mstore(0x20, 0)
            // Points are at 0x40, the sum at 0x00. The precompiled contracts refuse what is no point, also where a factor is
            // one. A refusal takes nearly all gas, so it is the end.
            from := proof.offset
            for { let end := add(from, shl(6, size(4))) } lt(from, end) { from := add(from, 0x40) } {
                calldatacopy(0x40, from, 0x40)
                if iszero(or(mload(0x40), mload(0x60))) { fail(0x07a02127) }
                let scalar := mload(image)
                if iszero(eq(scalar, 1)) {
                    mstore(0x80, scalar)
                    if iszero(staticcall(gas(), 7, 0x40, 0x60, 0x40, 0x40)) { fail(0x8ac5ff0b) }
                }
                if iszero(staticcall(gas(), 6, 0x00, 0x80, 0x00, 0x40)) { fail(0x8ac5ff0b) }
                image := add(image, 32)
            }
            place := sub(from, 0x40)
            from := add(0x320, mul(0x60, size(12)))
            // The key's points are points.
            let fine := 1
            for { let end := add(0x180, size(0)) } lt(from, end) { from := add(from, 0x40) } {
                mcopy(0x40, from, 0x40)
                mstore(0x80, mload(image))
                fine := and(staticcall(gas(), 7, 0x40, 0x60, 0x40, 0x40), fine)
                fine := and(staticcall(gas(), 6, 0x00, 0x80, 0x00, 0x40), fine)
                image := add(image, 32)
            }
            if iszero(fine) { fail(0x8ac5ff0b) }

            // e(sum, -g₂) · e(last point, s·g₂) = 1
            mcopy(0x40, 0x2a0, 0x80)
            calldatacopy(0xc0, place, 0x40)
            mcopy(0x100, 0x220, 0x80)
            if iszero(staticcall(gas(), 8, 0x00, 0x180, 0x00, 0x20)) { fail(0x8ac5ff0b) }
            if iszero(and(eq(returndatasize(), 0x20), eq(mload(0), 1))) { fail(0x8ac5ff0b) }
            mstore(0, 1)
            return(0, 0x20)
        }
    }
}
